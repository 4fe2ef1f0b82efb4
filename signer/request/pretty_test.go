package request_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lanyard/internal/term"
	"lanyard/signer/request"
)

func contentOf(t *testing.T, b request.Body) string {
	t.Helper()
	r, err := b.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// drawn are lines as a terminal shows them.
func drawn(lines []request.Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.Repeat("  ", l.Depth) + l.Text() + "\n")
	}
	return b.String()
}

func TestPretty(t *testing.T) {
	for name, tc := range map[string]struct {
		kind       request.Kind
		body, want string
	}{
		"JSON": {
			request.KindJSON, `{"a":1.10,"b":[true,null,"x\ny"],"c":{},"d":[ ],"e":{"f":"{,}"}}`,
			"{\n  \"a\": 1.10,\n  \"b\": [\n    true,\n    null,\n    \"x\\ny\"\n  ],\n  \"c\": {},\n  \"d\": [],\n  \"e\": {\n    \"f\": \"{,}\"\n  }\n}\n",
		},
		"a number that no float holds": {request.KindJSON, "12345678901234567890.5", "12345678901234567890.5\n"},
		"JSON that is none":            {request.KindJSON, "{\"a\":\nno", "{\"a\":\nno\n"},
		"XML": {
			request.KindXML, `<?xml version="1.0"?><a x="1>2" y='b'><b>one &amp; two</b><c/><d></d><!-- note --><e>t<f/>u</e></a>`,
			"<?xml version=\"1.0\"?>\n<a x=\"1>2\" y='b'>\n  <b>one &amp; two</b>\n  <c/>\n  <d></d>\n  <!-- note -->\n  <e>\n    t\n    <f/>\n    u\n  </e>\n</a>\n",
		},
		"XML that is none": {request.KindXML, "<a><b></a>", "<a><b></a>\n"},
		"CBOR": {
			request.KindCBOR, "\xa5aa\x01ab\x20ac\x82\xf9\x3e\x00\xf6ad\x42hi\x01\xc1\x1a\x51\x4b\x67\xb0",
			"{\n  \"a\": 1,\n  \"b\": -1,\n  \"c\": [\n    1.5,\n    null\n  ],\n  \"d\": \"aGk=\",\n  \"1\": \"2013-03-21T20:04:00Z\"\n}\n",
		},
		"CBOR in chunks":     {request.KindCBOR, "\x9f\x7fbabac\xff\x5fAx\xff\xff", "[\n  \"abc\",\n  \"eA==\"\n]\n"},
		"text":               {request.KindText, "a\tb\r\nc\x1b[2J\n", "a    b\nc\ufffd[2J\n"},
		"a string that acts": {request.KindJSON, "\"\u202e\x7f\"", "\"\ufffd\ufffd\"\n"},
		"binary":             {request.KindBinary, "\x00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := drawn(request.Pretty(tc.kind, []byte(tc.body))); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestKinds(t *testing.T) {
	for _, tc := range []struct {
		media, body string
		want        request.Kind
	}{
		{"application/json", `{"a":1}`, request.KindJSON},
		{"application/x-amz-json-1.0", `"a"`, request.KindJSON},
		{"binary/octet-stream", `[1]`, request.KindJSON},
		{"binary/octet-stream", "\x00\x01", request.KindBinary},
		{"application/json", "\xff\xfe", request.KindBinary},
		{"text/xml", "<a/>", request.KindXML},
		{"", "<?xml?><a/>", request.KindXML},
		{"", "<!DOCTYPE html><p>", request.KindHTML},
		{"text/html; charset=utf-8", "x", request.KindHTML},
		{"text/plain", "<not xml", request.KindText},
		{"application/cbor", "\xa0", request.KindCBOR},
		{"text/plain", "half a r\xc3", request.KindText},
		{"image/png", "", request.KindNone},
	} {
		if got := request.KindOf(http.Header{"Content-Type": {tc.media}}, []byte(tc.body)); got != tc.want {
			t.Errorf("%s %q is %q, want %q", tc.media, tc.body, got, tc.want)
		}
	}
}

// Laying JSON out changes nothing but the space between its tokens, and every line that opens is shut.
func TestPrettyKeepsJSON(t *testing.T) {
	var value *rapid.Generator[any]
	value = rapid.Custom(func(t *rapid.T) any {
		switch rapid.IntRange(0, 6).Draw(t, "kind") {
		case 0:
			return rapid.SliceOfN(rapid.Deferred(func() *rapid.Generator[any] { return value }), 0, 3).Draw(t, "list")
		case 1:
			return rapid.MapOfN(rapid.String(), rapid.Deferred(func() *rapid.Generator[any] { return value }), 0, 3).Draw(t, "map")
		case 2:
			return rapid.Float64().Draw(t, "number")
		case 3:
			return rapid.Bool().Draw(t, "word")
		case 4:
			return nil
		}
		return rapid.String().Draw(t, "text")
	})
	rapid.Check(t, func(t *rapid.T) {
		body, err := json.Marshal(value.Draw(t, "value"))
		if err != nil {
			t.Skip(err)
		}
		lines := request.Pretty(request.KindJSON, body)
		var again bytes.Buffer
		if err := json.Compact(&again, []byte(drawn(lines))); err != nil {
			t.Fatalf("%s became %s: %v", body, drawn(lines), err)
		}
		if want := term.Clean(string(body)); again.String() != want {
			t.Fatalf("%s became %s", want, again.String())
		}
		depth := 0
		for _, l := range lines {
			if l.Closes {
				depth--
			}
			if l.Depth != depth {
				t.Fatalf("depth %d, want %d: %s", l.Depth, depth, drawn(lines))
			}
			if l.Opens {
				depth++
			}
		}
	})
}

func FuzzPretty(f *testing.F) {
	for _, body := range []string{`{"a":[1]}`, "<a b='c'>d</a>", "\xa1aa\x01", "plain", "\x9f\xff", "[[]", "<a/", "<!x><b/>", "\xdb\xff\xff"} {
		f.Add([]byte(body))
	}
	kinds := []request.Kind{request.KindJSON, request.KindXML, request.KindCBOR, request.KindText, request.KindHTML}
	f.Fuzz(func(t *testing.T, body []byte) {
		request.KindOf(http.Header{}, body)
		for _, kind := range kinds {
			for _, line := range request.Pretty(kind, body) {
				if text := line.Text(); term.Clean(text) != text || line.Depth < 0 {
					t.Fatalf("%s: line %q at %d", kind, text, line.Depth)
				}
			}
		}
	})
}
