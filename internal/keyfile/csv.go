package keyfile

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// isCSV reports whether a text begins with the columns of the IAM console's download: today "User
// name,Password,Access key ID,Secret access key,Console login link" or the two of the key alone,
// formerly "User Name,Access Key Id,Secret Access Key".
func isCSV(text string) bool { return comma(text) != 0 }

// comma finds what separates the columns: a spreadsheet may have saved the file with its own.
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

// parseCSV makes a group of each row, named by its user. A key's cells are emptied, since the row may
// hold the user's password as well.
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
			if at < 0 { // a quote within quotes, which no key has
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

// eachRow visits the rows below the header.
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
	return errCSV // csv's own error could quote the secret
}

// spentCSV reports whether only names of users and the address of the sign-in page are left.
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
