package profiles

import (
	"fmt"
	"slices"
	"strings"
)

// Set prepares to write settings of a profile and to remove others. A setting that the
// credentials file has is changed there, since it wins; new ones go to the config file, new
// access keys to the credentials file, as with "aws configure set". A section that a setting
// needs is added. Keys that are to be removed may be absent.
func (f Files) Set(name string, sets []KV, unsets []string) (*Change, error) {
	return f.edit(func(e *editor) error {
		if err := e.set(name, sets, unsets); err != nil {
			return fmt.Errorf("edit profile %q: %w", name, err)
		}
		return nil
	})
}

// Add prepares to add a profile to the config file; ErrExists if either file has it with other settings.
// One that has some of sets and nothing else is completed: an earlier try may have ended halfway.
func (f Files) Add(name string, sets []KV) (*Change, error) {
	return f.edit(func(e *editor) error {
		if err := e.add(name, sets); err != nil {
			return fmt.Errorf("add profile %q: %w", name, err)
		}
		return nil
	})
}

func (e *editor) add(name string, sets []KV) error {
	switch {
	case e.known(name) && !e.holdsOnly(name, sets):
		return ErrExists
	case e.known(name):
		return e.set(name, sets, nil)
	}
	if err := CheckName(name); err != nil {
		return err
	}
	others, keys := e.split(sets)
	if len(others) == 0 {
		e.config.addSection(headProfile, name, nil)
	}
	if err := e.config.setIn(headProfile, name, others); err != nil {
		return err
	}
	return e.credentials.setIn(headProfile, name, keys)
}

// holdsOnly reports whether every setting of a profile is one of sets.
func (e *editor) holdsOnly(name string, sets []KV) bool {
	for _, d := range e.documents() {
		for _, b := range d.sections(headProfile, name) {
			for _, entry := range b.entries {
				if !entry.group && !slices.ContainsFunc(sets, func(kv KV) bool {
					return strings.EqualFold(kv.Key, entry.key) && kv.Value == entry.value
				}) {
					return false
				}
			}
		}
	}
	return true
}

// split separates what goes to the config file from access keys, which go to the credentials file.
func (e *editor) split(sets []KV) (config, credentials []KV) {
	for _, kv := range sets {
		if isKeySetting(strings.ToLower(kv.Key)) && e.config != e.credentials {
			credentials = append(credentials, kv)
		} else {
			config = append(config, kv)
		}
	}
	return config, credentials
}

func (e *editor) set(name string, sets []KV, unsets []string) error {
	sets = append(e.discovered(name, sets), sets...)
	var config, credentials []KV
	for _, kv := range sets {
		key := strings.ToLower(kv.Key)
		switch {
		case e.config == e.credentials:
			config = append(config, kv)
		case e.credentials.has(name, key), isKeySetting(key) && !e.config.has(name, key) && !e.keysInConfig(name):
			credentials = append(credentials, kv)
		default:
			config = append(config, kv)
		}
	}
	for _, key := range unsets {
		key = strings.ToLower(key)
		if slices.ContainsFunc(sets, func(kv KV) bool { return strings.EqualFold(kv.Key, key) }) {
			return fmt.Errorf("%q is both set and unset: %w", key, ErrInvalid)
		}
		for _, d := range e.documents() {
			d.unset(headProfile, name, key)
		}
	}
	if err := e.config.setIn(headProfile, name, config); err != nil {
		return err
	}
	return e.credentials.setIn(headProfile, name, credentials)
}

// keysInConfig reports whether a profile's access key is in the config file alone. Parts of a key in two
// files would not make one.
func (e *editor) keysInConfig(name string) bool {
	hasKey := func(d *document) bool { return d.has(name, accessKeySetting) || d.has(name, secretKeySetting) }
	return hasKey(e.config) && !hasKey(e.credentials)
}

// discovered are the settings that make a SessionRole a profile of its own: one that is written for the first
// time would be nothing without them. Those that are given are left out.
func (e *editor) discovered(name string, given []KV) []KV {
	r, ok := ParseSessionRole(name)
	if !ok || e.known(name) || len(e.config.sections(headSession, r.Session)) == 0 {
		return nil
	}
	all := []KV{{"sso_session", r.Session}, {"sso_account_id", r.AccountID}, {"sso_role_name", r.Role}}
	return slices.DeleteFunc(all, func(kv KV) bool {
		return slices.ContainsFunc(given, func(other KV) bool { return strings.EqualFold(other.Key, kv.Key) })
	})
}

// has reports whether a profile's sections have a setting.
func (d *document) has(name, key string) bool {
	for _, b := range d.sections(headProfile, name) {
		if b.index(key) >= 0 {
			return true
		}
	}
	return false
}

// index returns the place of the last entry with that key, -1 without.
func (b *body) index(key string) int {
	for i := len(b.entries) - 1; i >= 0; i-- {
		if b.entries[i].key == key {
			return i
		}
	}
	return -1
}

// setIn writes settings of one section: values that exist are replaced where they stand, others
// are added below the last one, or in a new section.
func (d *document) setIn(kind headKind, name string, sets []KV) error {
	sets, err := checkSettings(sets)
	if err != nil || len(sets) == 0 {
		return err
	}
	bodies := d.sections(kind, name)
	if len(bodies) == 0 {
		if err := CheckName(name); err != nil {
			return err
		}
		d.addSection(kind, name, sets)
		return nil
	}
	last := bodies[len(bodies)-1]
	var add []KV
	for _, kv := range sets {
		done, err := d.replace(bodies, kv)
		if err != nil {
			return err
		}
		if !done {
			add = append(add, kv)
		}
		d.want[last.section()][kv.Key] = kv.Value
	}
	return d.append(&last, add)
}

// replace changes the value that counts, if there is one.
func (d *document) replace(bodies []body, kv KV) (bool, error) {
	for _, b := range slices.Backward(bodies) {
		i := b.index(kv.Key)
		if i < 0 {
			continue
		}
		e := b.entries[i]
		if e.group {
			return false, fmt.Errorf("%q has nested settings: %w", kv.Key, ErrInvalid)
		}
		from, to := d.valueRange(e)
		text := kv.Value
		if from == to && from > 0 && strings.IndexByte("=:", d.file.text[from-1]) >= 0 {
			text = " " + text
		}
		d.splice(from, to, text)
		d.removeContinuation(e)
		return true, nil
	}
	return false, nil
}

// valueRange is where the value of an entry stands on its own line, a comment behind it left out.
func (d *document) valueRange(e entry) (from, to int) {
	row := d.row(int(e.line))
	start := d.rowStart(int(e.line))
	cut := strings.IndexAny(row, "=:") + 1
	value := row[cut:]
	if comment := startOfComment(value); comment >= 0 && !strings.Contains(e.key, ".") {
		value = value[:comment]
	}
	trimmed := strings.TrimSpace(value)
	from = start + cut + max(strings.Index(value, trimmed), 0)
	return from, from + len(trimmed)
}

// append adds settings to the end of a section.
func (d *document) append(b *body, sets []KV) error {
	at := b.line
	if n := len(b.entries); n > 0 {
		at = b.entries[n-1].lastLine()
	}
	var rows []string
	var plain, nested []KV
	for _, kv := range sets {
		parent, _, dotted := strings.Cut(kv.Key, ".")
		i := b.index(parent)
		switch {
		case !dotted:
			plain = append(plain, kv)
		case i < 0:
			nested = append(nested, kv)
		case b.entries[i].group || b.entries[i].value == "":
			d.appendNested(b, i, kv)
		default:
			return fmt.Errorf("%q is not nested in this file: %w", parent, ErrInvalid)
		}
	}
	rows = append(rows, d.rows(b, plain)...)
	rows = append(rows, d.rows(b, nested)...)
	if len(rows) > 0 {
		d.insertAfter(at, rows...)
	}
	return nil
}

// appendNested adds a setting to the nested ones of entry i.
func (d *document) appendNested(b *body, i int, kv KV) {
	_, key, _ := strings.Cut(kv.Key, ".")
	parent := b.entries[i]
	line := int(parent.line)
	margin := d.margin(int(parent.line)) + "  "
	for _, e := range b.entries[i+1:] {
		if !strings.HasPrefix(e.key, parent.key+".") {
			break
		}
		margin, line = d.margin(int(e.line)), int(e.line)
	}
	if !parent.group {
		delete(d.want[b.section()], parent.key)
	}
	d.insertAfter(line, margin+key+d.equals(b)+kv.Value)
}

// margin is the white space that a line begins with.
func (d *document) margin(line int) string {
	row := d.row(line)
	return row[:indent(row)]
}

// equals is the sign between key and value as the section writes it.
func (d *document) equals(b *body) string {
	if n := len(b.entries); n > 0 {
		row := d.row(int(b.entries[n-1].line))
		if i := strings.IndexAny(row, "=:"); i > 0 && row[i-1] != ' ' && row[i-1] != '\t' {
			return "="
		}
	}
	return " = "
}

// rows are the lines of settings that are new to a section, nested ones gathered.
func (d *document) rows(b *body, sets []KV) []string {
	var rows []string
	written := make(map[string]bool)
	for _, kv := range sets {
		parent, _, dotted := strings.Cut(kv.Key, ".")
		if !dotted {
			rows = append(rows, kv.Key+d.equals(b)+kv.Value)
			continue
		}
		if written[parent] {
			continue
		}
		written[parent] = true
		rows = append(rows, strings.TrimRight(parent+d.equals(b), " "))
		for _, other := range sets {
			if key, ok := strings.CutPrefix(other.Key, parent+"."); ok {
				rows = append(rows, "  "+key+d.equals(b)+other.Value)
			}
		}
	}
	return rows
}

// unset removes every line of a setting, and the line above nested ones that are all gone.
func (d *document) unset(kind headKind, name, key string) {
	for _, b := range d.sections(kind, name) {
		for i, e := range b.entries {
			if e.group && strings.HasPrefix(key, e.key+".") && b.onlyChild(i, key) {
				d.removeLines(int(e.line), int(e.line))
			}
			if e.key != key || e.group {
				continue
			}
			d.removeLines(int(e.line), int(e.line))
			d.removeContinuation(e)
			delete(d.want[b.section()], key)
		}
	}
}

// onlyChild reports whether all that is nested below entry i has the given key.
func (b *body) onlyChild(i int, key string) bool {
	for _, e := range b.entries[i+1:] {
		if !strings.HasPrefix(e.key, b.entries[i].key+".") {
			break
		}
		if e.key != key {
			return false
		}
	}
	return true
}

// removeContinuation takes out the lines that a value goes on in. Comments among them stay: they may be
// about what comes next.
func (d *document) removeContinuation(e entry) {
	for line := int(e.line) + 1; line <= int(e.last); line++ {
		if row := strings.TrimSpace(d.row(line)); row == "" || row[0] == '#' || row[0] == ';' {
			continue
		}
		d.removeLines(line, line)
	}
}

// removeLines takes lines out, line breaks included.
func (d *document) removeLines(first, last int) {
	from, to := d.rowStart(first), d.rowEnd(last)
	d.splice(from, to, "")
}
