package fakeaws

import (
	"html/template"
	"net/http"
	"net/url"
)

// page is what a person sees in a browser.
type page struct {
	Title, Text, Code string
	Approve, Deny     string // where the buttons lead; empty for none
	Ask               bool   // for the user code
	Fields            url.Values
}

// showPage parses the template anew, which a person does not notice: see lazily.
func showPage(w http.ResponseWriter, status int, p page) {
	parsed, err := template.New("page").Parse(pageSource)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = parsed.Execute(w, p) // the browser may be gone
}

const pageSource = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}} - local AWS</title>
<style>body{font:16px sans-serif;max-width:34em;margin:4em auto;padding:0 1em}code{font-size:2em}form{display:inline}button{font:inherit;padding:.4em 1.2em;margin-right:.5em}</style>
</head><body><h1>{{.Title}}</h1><p>{{.Text}}</p>{{with .Code}}<p><code>{{.}}</code></p>{{end}}
{{define "form"}}{{range $name, $values := .}}{{range $values}}<input type="hidden" name="{{$name}}" value="{{.}}">{{end}}{{end}}{{end}}
{{with .Approve}}<form action="{{.}}">{{template "form" $.Fields}}{{if $.Ask}}<input name="user_code" placeholder="XXXX-XXXX" required> {{end}}<button>Allow</button></form>{{end}}
{{with .Deny}}<form action="{{.}}">{{template "form" $.Fields}}<button>Deny</button></form>{{end}}
<p><small>This is a local AWS that lanyard runs. Nothing here is real.</small></p></body></html>
`
