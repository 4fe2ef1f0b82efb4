package fakeaws

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// page is a page for a browser.
type page struct {
	Title, Text, Code string
	Approve, Deny     string // the paths of the buttons; empty: no button
	Ask               bool   // show a field for the user code
	Fields            url.Values
}

// showPage writes a page. It escapes texts with html.EscapeString instead of html/template, whose tables would slow
// down every start of the program that contains the demo's AWS.
func showPage(w http.ResponseWriter, status int, p page) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(p.html())) // the browser may be gone
}

func (p page) html() string {
	var b strings.Builder
	title := html.EscapeString(p.Title)
	fmt.Fprintf(&b, pageHead, title, title, html.EscapeString(p.Text))
	if p.Code != "" {
		fmt.Fprintf(&b, "<p><code>%s</code></p>\n", html.EscapeString(p.Code))
	}
	if p.Approve != "" {
		ask := ""
		if p.Ask {
			ask = `<input name="user_code" placeholder="XXXX-XXXX" required> `
		}
		p.form(&b, p.Approve, ask+"<button>Allow</button>")
	}
	if p.Deny != "" {
		p.form(&b, p.Deny, "<button>Deny</button>")
	}
	b.WriteString("<p><small>This is a local AWS that lanyard runs. Nothing here is real.</small></p></body></html>\n")
	return b.String()
}

// form writes a form that leads to one of the server's own paths.
func (p page) form(b *strings.Builder, action, button string) {
	fmt.Fprintf(b, `<form action="%s">`, html.EscapeString(action))
	for _, name := range slices.Sorted(maps.Keys(p.Fields)) {
		for _, value := range p.Fields[name] {
			fmt.Fprintf(b, `<input type="hidden" name="%s" value="%s">`, html.EscapeString(name), html.EscapeString(value))
		}
	}
	b.WriteString(button + "</form>\n")
}

const pageHead = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>%s - local AWS</title>
<style>body{font:16px sans-serif;max-width:34em;margin:4em auto;padding:0 1em}code{font-size:2em}form{display:inline}button{font:inherit;padding:.4em 1.2em;margin-right:.5em}</style>
</head><body><h1>%s</h1><p>%s</p>
`
