package torture

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A state is what a home holds, as a person and the program's own commands see it.
type state struct {
	files map[string]string // the texts of people's own files, by their name below the home
	names []string          // every file below the home, random parts of names left out
	keys  map[string]string // what the keychain lists: name → access key id and secret, "" where it has none
	items []string          // what the stores hold: users of keyring items, number of sealed files
	store string
	list  string // profiles and their status
}

var secretLine = regexp.MustCompile(`(?mi)^\s*(?:aws_secret_access_key|AWSSecretKey)\s*=\s*(\S+)`)

// owned are the files whose text belongs to a person.
var owned = []string{".aws/config", ".aws/credentials", ".aws-keys"}

// look reads the state of a home. It changes nothing.
func (h *home) look() (*state, error) {
	s := &state{files: map[string]string{}, keys: map[string]string{}}
	for _, name := range owned {
		if text, err := os.ReadFile(filepath.Join(h.dir, name)); err == nil {
			s.files[name] = string(text)
		}
	}
	sealed := 0
	err := filepath.WalkDir(h.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name := strings.TrimPrefix(path, h.dir+"/")
		if strings.HasPrefix(name, "lanyard/state/items/") {
			sealed++
		}
		if !lockFile.MatchString(name) {
			s.names = append(s.names, randomPart.ReplaceAllString(name, "*"))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(s.names)
	if h.ring != nil {
		for _, item := range h.ring.items(h.t) {
			s.items = append(s.items, randomPart.ReplaceAllString(item.Attributes["username"], "*"))
		}
	}
	slices.Sort(s.items)
	s.items = append(s.items, fmt.Sprintf("%d sealed", sealed))
	if err := h.lookAtKeys(s); err != nil {
		return nil, err
	}
	return s, nil
}

// awsTemporary is how temporary files beside the AWS files are named.
const awsTemporary = ".aws/.lanyard-"

// temporary returns the temporary files beside the AWS files.
func (s *state) temporary() []string {
	return slices.DeleteFunc(slices.Clone(s.names), func(name string) bool { return !strings.HasPrefix(name, awsTemporary) })
}

// cacheFolder holds sessions and sign-ins. One that is missing shows in the list, unless it is of no use.
const cacheFolder = "lanyard/state/sealed/"

// placeFile names where in the keyring the vault's item is. Without it the item is searched for.
const placeFile = "lanyard/state/vault.item"

// replacedFile holds what the last edit replaced. A warning says where it can't be written.
const replacedFile = "lanyard/state/replaced"

// lockFile matches what locks leave on purpose.
var lockFile = regexp.MustCompile(`/locks/[^.][^/]*$`)

// lookAtKeys asks the program what its keychain holds.
func (h *home) lookAtKeys(s *state) error {
	out, err := h.ask("keys", "list", "--json")
	if err != nil {
		return err
	}
	var keys []struct{ Name string }
	if err := json.Unmarshal([]byte(out), &keys); err != nil {
		return err
	}
	for _, key := range keys {
		out, err := h.ask("keys", "show", key.Name, "--secret", "--json")
		if err != nil && !strings.Contains(err.Error(), "the secret is gone") {
			return err
		}
		var shown struct {
			AccessKeyID     string `json:"access_key_id"`
			SecretAccessKey string `json:"secret_access_key"`
		}
		if err == nil {
			if err := json.Unmarshal([]byte(out), &shown); err != nil {
				return err
			}
			s.keys[key.Name] = shown.AccessKeyID + " " + shown.SecretAccessKey
		} else {
			s.keys[key.Name] = ""
		}
	}
	status, err := h.ask("keychain", "status", "--json")
	if err != nil {
		return err
	}
	var keychain struct {
		Store      string
		Unfinished string `json:"unfinished_migration"`
	}
	if err := json.Unmarshal([]byte(status), &keychain); err != nil {
		return err
	}
	s.store = strings.TrimSpace(keychain.Store + " " + keychain.Unfinished)
	list, err := h.ask("list")
	if err != nil {
		return err
	}
	for line := range strings.Lines(list) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		s.list += strings.Join(fields[:min(3, len(fields))], " ") + "\n"
	}
	return nil
}

// secrets returns every secret that the state holds.
func (s *state) secrets() map[string]bool {
	found := map[string]bool{}
	for _, text := range s.files {
		for _, match := range secretLine.FindAllStringSubmatch(text, -1) {
			found[match[1]] = true
		}
	}
	for _, pair := range s.keys {
		if _, secret, ok := strings.Cut(pair, " "); ok {
			found[secret] = true
		}
	}
	return found
}

// differs names what differs from another state, or returns "".
func (s *state) differs(want *state) string {
	var parts []string
	add := func(what string, got, want any) {
		if g, w := fmt.Sprintf("%q", got), fmt.Sprintf("%q", want); g != w {
			parts = append(parts, fmt.Sprintf("%s: %s, want %s", what, g, w))
		}
	}
	add("files", s.files, want.files)
	add("keys", s.keys, want.keys)
	add("items", s.items, want.items)
	add("store", s.store, want.store)
	add("list", s.list, want.list)
	// What a dead process left in the folder of the AWS files is swept by the next write there: see sweeps.
	extra := slices.DeleteFunc(surplus(s.names, want.names), func(name string) bool { return strings.HasPrefix(name, awsTemporary) })
	if len(extra) > 0 {
		parts = append(parts, fmt.Sprintf("left over: %q", extra))
	}
	missing := slices.DeleteFunc(surplus(want.names, s.names), func(name string) bool {
		return strings.HasPrefix(name, cacheFolder) || name == placeFile || name == replacedFile
	})
	if len(missing) > 0 {
		parts = append(parts, fmt.Sprintf("missing: %q", missing))
	}
	return strings.Join(parts, "; ")
}

// surplus returns what one sorted list has more of than another.
func surplus(have, want []string) (extra []string) {
	counts := map[string]int{}
	for _, name := range want {
		counts[name]++
	}
	for _, name := range have {
		if counts[name]--; counts[name] < 0 {
			extra = append(extra, name)
		}
	}
	return extra
}

// harm names what a single fault between two states has done that no later run mends, or returns "".
func (s *state) harm(before, after *state, sc scenario) string {
	var parts []string
	for secret := range before.secrets() {
		if after.secrets()[secret] && !s.secrets()[secret] {
			parts = append(parts, fmt.Sprintf("the secret %q is lost", secret))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before.keys)) {
		pair, listed := s.keys[name]
		_, stays := after.keys[name]
		switch {
		case stays && !listed:
			parts = append(parts, fmt.Sprintf("the key %q is no longer listed", name))
		case listed && pair == "" && len(after.secrets()) == len(before.secrets()):
			parts = append(parts, fmt.Sprintf("the key %q is listed without its secret", name))
		}
	}
	sealed := 0
	for _, item := range s.items {
		_, _ = fmt.Sscanf(item, "%d sealed", &sealed)
		if _, name, ok := strings.Cut(item, "/key/"); ok {
			if _, listed := s.keys[name]; !listed {
				parts = append(parts, fmt.Sprintf("the keyring holds the unlisted key %q", name))
			}
		}
	}
	if sealed > len(s.keys) {
		parts = append(parts, fmt.Sprintf("%d sealed keys, but %d are listed", sealed, len(s.keys)))
	}
	for _, name := range owned {
		if text := s.files[name]; text != before.files[name] && text != after.files[name] && !sc.stepwise {
			parts = append(parts, fmt.Sprintf("%s is neither old nor new: %q", name, text))
		}
	}
	return strings.Join(parts, "; ")
}
