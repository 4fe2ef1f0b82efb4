package keyfile

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
)

var errJSON = errors.New("not the JSON of an access key")

// parseJSON makes a group of each object, named by its UserName or by the member that holds it.
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
		if p == noPart && fold(name) == "token" { // of the instance metadata service
			p = tokenPart
		}
		g.addField(p, value, line, at)
	})
	return groups, err
}

// spentJSON reports whether what is left describes a key and holds none.
func spentJSON(rest []byte) bool {
	spent := true
	err := eachMember(string(rest), func(_ int, _, name, value string, _ span) {
		described := []string{"username", "status", "createdate"}
		spent = spent && (value == "" || slices.Contains(described, fold(name)))
	})
	return err == nil && spent
}

// eachMember visits the members of all objects that are not objects themselves, a duplicate as often as
// it is there, and the elements of arrays, whose object is -1. Objects are numbered; path is the name of
// the member that holds the object, at the value's place inside its quotes. Values that are not text
// are visited as their JSON.
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
			return errJSON // its error could quote the secret
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
