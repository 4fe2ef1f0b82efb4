package exec

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A value that has control characters is written with the shell's escapes: what "lanyard env"
// prints may be looked at on a terminal.

// setSh quotes for POSIX shells: between single quotes everything but a single quote is literal.
// $'…' would be shorter, but dash has none; printf(1) is everywhere. Command substitution drops
// trailing line feeds only, and those stay literal.
func setSh(v Var) (string, error) {
	return "export " + v.Name + "=" + quoteParts(v.Value, "", func(part string) string {
		return "'" + strings.ReplaceAll(part, "'", `'\''`) + "'"
	}, func(steering string) string {
		return `"$(printf '` + escapeBytes(steering, `\%03o`) + `')"`
	}), nil
}

// setFish: between single quotes fish knows \' and \\, outside of them \xHH for a byte.
func setFish(v Var) (string, error) {
	escape := strings.NewReplacer(`\`, `\\`, `'`, `\'`)
	return "set -gx " + v.Name + " " + quoteParts(v.Value, "", func(part string) string {
		return "'" + escape.Replace(part) + "'"
	}, func(steering string) string {
		return escapeBytes(steering, `\X%02x`)
	}), nil
}

// setPowerShell: a single quote is doubled, and PowerShell takes four typographic ones for single
// quotes too (about_Quoting_Rules). Line breaks are control characters here, for Invoke-Expression
// gets its input line by line.
func setPowerShell(v Var) (string, error) {
	if !utf8.ValidString(v.Value) {
		return "", ErrInexpressible
	}
	escape := strings.NewReplacer("'", "''", "‘", "‘‘", "’", "’’", "‚", "‚‚", "‛", "‛‛")
	var parts []string
	quoteParts(v.Value, "\n", func(part string) string {
		parts = append(parts, "'"+escape.Replace(part)+"'")
		return ""
	}, func(steering string) string {
		for _, unit := range steering {
			// A char is a UTF-16 unit; the runes beyond are tags, which need ConvertFromUtf32.
			parts = append(parts, fmt.Sprintf("[char]::ConvertFromUtf32(%d)", unit))
		}
		return ""
	})
	return "$env:" + v.Name + " = " + strings.Join(parts, " + "), nil
}

// setCmd writes a line of a batch file, where % is doubled. With a double quote in it the value
// can't be quoted, since the ones inside would end the quoting for & and |, so each special
// character gets a caret. A line break has no escape.
func setCmd(v Var) (string, error) {
	if strings.ContainsFunc(v.Value, func(r rune) bool { return r == '\n' || steers(r) }) {
		return "", ErrInexpressible
	}
	value := strings.ReplaceAll(v.Value, "%", "%%")
	if !strings.Contains(value, `"`) {
		return `set "` + v.Name + "=" + value + `"`, nil
	}
	escape := strings.NewReplacer("^", "^^", "&", "^&", "|", "^|", "<", "^<", ">", "^>", `"`, `^"`, "(", "^(", ")", "^)")
	return "set " + v.Name + "=" + escape.Replace(value), nil
}

// setDotenv leaves plain values bare, since "docker run --env-file" takes quotes for a part of the
// value. The rest is quoted as sh does, which the dotenv libraries follow: single quotes where
// nothing inside could be taken for an escape, else double quotes.
func setDotenv(v Var) (string, error) {
	switch {
	case strings.ContainsFunc(v.Value, steers):
		return "", ErrInexpressible
	case plain(v.Value) || v.Value == "":
		return v.Name + "=" + v.Value, nil
	case !strings.ContainsAny(v.Value, `'\`):
		return v.Name + "='" + v.Value + "'", nil
	}
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`")
	return v.Name + `="` + escape.Replace(v.Value) + `"`, nil
}

// setGitHub follows
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions#multiline-strings
// and takes a delimiter that no line of the value is.
func setGitHub(v Var) (string, error) {
	if strings.ContainsFunc(v.Value, steers) {
		return "", ErrInexpressible
	}
	if !strings.Contains(v.Value, "\n") {
		return v.Name + "=" + v.Value, nil
	}
	delimiter := "EOF"
	for strings.Contains("\n"+v.Value+"\n", "\n"+delimiter+"\n") {
		delimiter += "_"
	}
	return v.Name + "<<" + delimiter + "\n" + v.Value + "\n" + delimiter, nil
}

// quoteParts splits value into runs of steering runes (and those in also) and of others, quotes
// each run and joins them. An empty value is one empty run of the others.
func quoteParts(value, also string, quote, escape func(string) string) string {
	special := func(r rune) bool { return steers(r) || strings.ContainsRune(also, r) }
	ordinary := func(r rune) bool { return !special(r) }
	if value == "" {
		return quote("")
	}
	var b strings.Builder
	for value != "" {
		end, write := strings.IndexFunc(value, special), quote
		if end == 0 {
			end, write = strings.IndexFunc(value, ordinary), escape
		}
		if end < 0 {
			end = len(value)
		}
		b.WriteString(write(value[:end]))
		value = value[end:]
	}
	return b.String()
}

func escapeBytes(s, format string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}

// escapeUTF16 writes the escapes of JSON, whose encoder leaves DEL and the C1 controls as they are.
func escapeUTF16(s string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, `\u%04x`, unit)
	}
	return b.String()
}
