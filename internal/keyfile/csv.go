package keyfile

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// isCSV reports whether a text begins with the header of a CSV file from the IAM console. Today its columns are "User
// name,Password,Access key ID,Secret access key,Console login link" or only the key's two, formerly "User
// Name,Access Key Id,Secret Access Key".
func isCSV(text string) bool { return comma(text) != 0 }

// comma returns the separator of the columns, which spreadsheets may replace, or 0.
func comma(text string) rune {
	for row := range rows(text) {
		for _, c := range ",;\t" {
			parts := columns(strings.Split(row.text, string(c)))
			if slices.Contains(parts, idPart) && slices.Contains(parts, secretPart) {
				return c
			}
		}
		break
	}
	return 0
}

func columns(names []string) []part {
	parts := make([]part, len(names))
	for i, name := range names {
		parts[i] = partOf(unquote(strings.Trim(name, blanks)))
	}
	return parts
}

var errCSV = errors.New("not the CSV of an access key")

// parseCSV returns a group for each row, named by its user. Removing a key empties only its cells, since the row may
// also hold the user's password.
func parseCSV(text string) (groups []group, err error) {
	starts := []int{0}
	for i, c := range []byte(text) {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	var parts []part
	err = eachRow(text, func(r *csv.Reader, head, cells []string) error {
		if parts == nil {
			parts = columns(head)
		}
		g := group{}
		for i, cell := range cells {
			if i >= len(parts) {
				return errCSV
			}
			value := strings.Trim(cell, blanks)
			if fold(head[i]) == "username" {
				g.name = value
			}
			if parts[i] == noPart {
				continue
			}
			line, column := r.FieldPos(i)
			from := starts[line-1] + column - 1
			at := strings.Index(text[from:min(len(text), from+len(cell)+1)], value)
			if at < 0 { // an escaped quote, which keys do not have
				return errCSV
			}
			g.line = line
			g.addField(parts[i], value, line, span{from + at, from + at + len(value)})
		}
		groups = append(groups, g)
		return nil
	})
	return groups, err
}

// eachRow calls visit for each row below the header.
func eachRow(text string, visit func(r *csv.Reader, head, cells []string) error) error {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	r.Comma = comma(text)
	head, err := r.Read()
	for err == nil {
		var cells []string
		if cells, err = r.Read(); err == nil {
			err = visit(r, head, cells)
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return errCSV // csv's error could quote the secret
}

// spentCSV reports whether only user names and sign-in links are left.
func spentCSV(rest []byte) bool {
	spent := true
	err := eachRow(string(rest), func(_ *csv.Reader, head, cells []string) error {
		for i, cell := range cells {
			described := i < len(head) && slices.Contains([]string{"username", "consoleloginlink"}, fold(strings.Trim(head[i], blanks)))
			spent = spent && (described || strings.Trim(cell, blanks) == "")
		}
		return nil
	})
	return err == nil && spent
}
