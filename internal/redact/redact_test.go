package redact_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"lanyard/internal/redact"
)

func TestSecretNeverPrints(t *testing.T) {
	const value = "wJalrXUtnFEMI/K7MDENG"
	s := redact.New(value)
	holder := struct {
		S redact.Secret
		P *redact.Secret
		u redact.Secret
	}{s, &s, s}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", s, "holder", holder)
	asJSON, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	outputs := []string{log.String(), string(asJSON), s.String(), s.Tail()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		outputs = append(outputs, fmt.Sprintf(verb, s), fmt.Sprintf(verb, holder))
	}
	for _, out := range outputs {
		if strings.Contains(out, value[:8]) || strings.Contains(out, fmt.Sprintf("%x", value)) {
			t.Errorf("secret shown in %q", out)
		}
	}
	if !s.Equal(redact.New(value)) || s.Equal(redact.New("other")) {
		t.Error("Equal does not compare values")
	}
	if s.Reveal() != value || s.Reveal() != holder.u.Reveal() {
		t.Errorf("Reveal() = %q", s.Reveal())
	}
}

func TestTail(t *testing.T) {
	for value, want := range map[string]string{
		"":                     "",
		"short":                "****",
		"AKIAIOSFODNN7EXAMPLE": "****MPLE",
	} {
		if got := redact.New(value).Tail(); got != want {
			t.Errorf("Tail(%q) = %q, want %q", value, got, want)
		}
	}
}
