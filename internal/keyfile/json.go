package keyfile

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
)

var errJSON = errors.New("not the JSON of an access key")

// parseJSON returns a group for each object, named by its UserName or by the member that holds it.
func parseJSON(text string) (groups []group, err error) {
	err = eachMember(text, func(object int, path, name, value string, at span) {
		if object < 0 {
			return
		}
		for len(groups) <= object {
			groups = append(groups, group{})
		}
		g := &groups[object]
		line := 1 + strings.Count(text[:at.from], "\n")
		switch {
		case fold(name) == "username":
			g.name = value
		case g.name == "":
			g.name = path
		}
		p := partOf(name)
		if p == noPart && fold(name) == "token" { // the instance metadata service's name
			p = tokenPart
		}
		g.addField(p, value, line, at)
	})
	return groups, err
}

// spentJSON reports whether only descriptions of a key are left.
func spentJSON(rest []byte) bool {
	spent := true
	err := eachMember(string(rest), func(_ int, _, name, value string, _ span) {
		described := []string{"username", "status", "createdate"}
		spent = spent && (value == "" || slices.Contains(described, fold(name)))
	})
	return err == nil && spent
}

// eachMember calls visit for each scalar member of an object, duplicates included, and for each scalar element of an
// array. object numbers the objects in order, and is -1 for an array; path is the name of the member that holds the
// object. at is the place of value in text, inside the quotes of a string; any other value is visited as its JSON.
func eachMember(text string, visit func(object int, path, name, value string, at span)) error {
	type level struct {
		object     int // -1 for an array
		path, name string
		named      bool
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	stack := []level{{object: -1}}
	objects := 0
	for {
		before := int(d.InputOffset())
		token, err := d.Token()
		if errors.Is(err, io.EOF) && len(stack) == 1 {
			return nil
		}
		if err != nil {
			return errJSON // json's error could quote the secret
		}
		here := &stack[len(stack)-1]
		end := int(d.InputOffset())
		switch token {
		case json.Delim('{'):
			stack = append(stack, level{object: objects, path: here.name})
			objects++
		case json.Delim('['):
			stack = append(stack, level{object: -1, name: here.name})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:len(stack)-1]
			stack[len(stack)-1].named = false
		default:
			if here.object >= 0 && !here.named {
				here.name, _ = token.(string)
				here.named = true
				continue
			}
			here.named = false
			from := before + strings.IndexFunc(text[before:end], func(r rune) bool { return !strings.ContainsRune(blanks+":,", r) })
			value, isText := token.(string)
			if isText {
				from, end = from+1, end-1
			} else {
				value = text[from:end]
			}
			visit(here.object, here.path, here.name, value, span{from, end})
		}
	}
}
