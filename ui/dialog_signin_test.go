package ui

import (
	"errors"
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/profiles"
	"lanyard/sso"
)

const (
	deviceAt  = "https://device.sso.eu-west-1.amazonaws.com/"
	deviceAll = deviceAt + "?user_code=WXKD-PQRT"
	pageAt    = "https://oidc.eu-west-1.amazonaws.com/authorize?client_id=aBcDeFgHiJkLmNoPqRsTuVwXyZ&code_challenge=" +
		"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&redirect_uri=http%3A%2F%2F127.0.0.1%3A41234%2F" +
		"oauth%2Fcallback&response_type=code&scopes=sso%3Aaccount%3Aaccess&state=af0ifjsldkj"
)

// asksSignIn is a dialog of a sign-in, and what the person wishes there.
type asksSignIn struct {
	dialog
	wishes chan wish
	codes  chan string
}

func ssoRequest() creds.SignInRequest {
	return creds.SignInRequest{Profile: "prod-admin", SSO: profiles.SSO{
		Session: "corp", StartURL: "https://corp.awsapps.com/start", Region: "eu-west-1",
	}}
}

func consoleRequest() creds.SignInRequest {
	return creds.SignInRequest{Profile: "dev", Login: "arn:aws:iam::123456789012:user/jane"}
}

func newSignIn(req creds.SignInRequest, way app.Way) asksSignIn {
	a := asksSignIn{wishes: make(chan wish, 8), codes: make(chan string, 1)}
	a.dialog = newSignInDialog(askMsg{id: 3, signIn: &signInAsk{request: req, way: way, wishes: a.wishes, codes: a.codes}},
		dialogNow(), func(err error) string { return "hint of " + err.Error() })
	return a
}

// goes shows the dialog an event of its first attempt.
func (a asksSignIn) goes(state sso.State, msg signInMsg) asksSignIn {
	msg.id, msg.event.State = 3, state
	if msg.attempt == 0 {
		msg.attempt = 1
	}
	a.dialog, _ = a.Update(msg)
	return a
}

// wished is the one thing that was wished, or nothing.
func (a asksSignIn) wished() wish {
	select {
	case w := <-a.wishes:
		return w
	default:
		return wishNothing
	}
}

func opens(string) error { return nil }

func deviceEvent() sso.Event {
	return sso.Event{Address: deviceAt, Complete: deviceAll, UserCode: "WXKD-PQRT", Expires: dialogNow().Add(9*time.Minute + 48*time.Second)}
}

func TestSignInGolden(t *testing.T) {
	device := func(state sso.State) asksSignIn {
		return newSignIn(ssoRequest(), app.Way{Device: true}).goes(state, signInMsg{event: deviceEvent(), elsewhere: true})
	}
	here := func() asksSignIn { return newSignIn(ssoRequest(), app.Way{Open: opens}) }
	page := sso.Event{Address: pageAt, Expires: dialogNow().Add(4*time.Minute + 58*time.Second)}
	denied := fmt.Errorf("sign-in: %w", sso.ErrDenied)
	for name, a := range map[string]asksSignIn{
		"begins":    here(),
		"opening":   here().goes(sso.StateOpening, signInMsg{event: page}),
		"waiting":   here().goes(sso.StateWaiting, signInMsg{event: page}),
		"nobrowser": here().goes(sso.StateOpening, signInMsg{event: page, trouble: `exec: "firefox": not found`}).goes(sso.StateWaiting, signInMsg{event: page}),
		"device":    device(sso.StateWaiting),
		"slow":      device(sso.StateSlowDown),
		"done":      device(sso.StateDone),
		"denied":    device(sso.StateDenied).goes(sso.StateDenied, signInMsg{err: denied}),
		"expired":   device(sso.StateExpired).goes(sso.StateExpired, signInMsg{err: sso.ErrExpired}),
		"over":      device(sso.StateExpired).goes(sso.StateExpired, signInMsg{err: sso.ErrExpired, over: true}),
		"failed":    here().goes(sso.StateFailed, signInMsg{err: errors.New("ask for a client: unreachable: connection refused")}),
		"console":   newSignIn(consoleRequest(), app.Way{Device: true}).goes(sso.StateWaiting, signInMsg{event: page, elsewhere: true, asks: true, retry: "that is not the whole code"}),
	} {
		goldenDialogIn(t, "signin_"+name, a.dialog, []rect{{W: 40, H: 9}, {W: 80, H: 23}, {W: 120, H: 39}, {W: 200, H: 59}})
	}
	goldenDialogStyled(t, "signin_device", device(sso.StateWaiting).dialog)
}

// What a server says of a sign-in breaks no frame.
func TestSignInHostile(t *testing.T) {
	e := sso.Event{Address: "https://x/" + strings.Repeat("日\x1b[2J", 400), UserCode: strings.Repeat("W\u202e", 200)}
	req := ssoRequest()
	req.Profile, req.SSO.StartURL = "größe-日本-🚀\x1b[2J", strings.Repeat("s\a", 3000)
	goldenHostile(t, "signin", newSignIn(req, app.Way{Device: true}).goes(sso.StateWaiting, signInMsg{event: e, elsewhere: true}).dialog)
}

// The code on the screen is the one that the library makes of the address, with its margin, and nothing
// else stands where a camera looks.
func TestSignInShowsTheQRCode(t *testing.T) {
	d := newSignIn(ssoRequest(), app.Way{Device: true}).goes(sso.StateWaiting, signInMsg{event: deviceEvent(), elsewhere: true})
	content, _ := d.View(rect{W: 80, H: 23}, newStyles(true))
	code, err := qr.Encode(deviceAll, qr.L, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	size := code.Bounds().Max
	var seen [][]bool // light modules
	for _, line := range strings.Split(ansi.Strip(content), "\n") {
		cells := []rune(strings.TrimSuffix(line, " │"))
		if len(cells) < size.X+2*qrQuiet || !strings.ContainsAny(line, "█▀▄") {
			continue
		}
		var upper, lower []bool
		for _, c := range cells[len(cells)-size.X-2*qrQuiet:] {
			upper, lower = append(upper, c == '█' || c == '▀'), append(lower, c == '█' || c == '▄')
		}
		seen = append(seen, upper, lower)
	}
	for y := -qrQuiet; y < size.Y+qrQuiet; y++ {
		for x := -qrQuiet; x < size.X+qrQuiet; x++ {
			light := true
			if (image.Point{X: x, Y: y}).In(code.Bounds()) {
				red, _, _, _ := code.At(x, y).RGBA()
				light = red != 0
			}
			if len(seen) <= y+qrQuiet || seen[y+qrQuiet][x+qrQuiet] != light {
				t.Fatalf("the module %d,%d is wrong in\n%s", x, y, ansi.Strip(content))
			}
		}
	}
}

// A browser on this machine comes back to this machine: a telephone would not.
func TestSignInWithoutQRCode(t *testing.T) {
	d := newSignIn(ssoRequest(), app.Way{Open: opens}).goes(sso.StateWaiting, signInMsg{event: sso.Event{Address: pageAt}})
	if content, _ := d.View(rect{W: 200, H: 59}, newStyles(true)); strings.ContainsAny(content, "█▀▄") {
		t.Errorf("a QR code in\n%s", ansi.Strip(content))
	}
}

func TestSignInKeys(t *testing.T) {
	waiting := func() asksSignIn {
		return newSignIn(ssoRequest(), app.Way{Device: true}).goes(sso.StateWaiting, signInMsg{event: deviceEvent(), elsewhere: true})
	}
	failed := func() asksSignIn {
		return waiting().goes(sso.StateDenied, signInMsg{event: deviceEvent(), err: sso.ErrDenied})
	}
	for name, c := range map[string]struct {
		dialog asksSignIn
		key    string
		want   wish
		closes bool
	}{
		"other way":   {waiting(), "b", wishOther, false},
		"cancel":      {waiting(), "esc", wishCancel, true},
		"again":       {failed(), "enter", wishBegin, false},
		"cancel then": {failed(), "esc", wishCancel, true},
		"no other way of a profile without a session": {
			newSignIn(creds.SignInRequest{SSO: profiles.SSO{StartURL: "https://old"}}, app.Way{Device: true}), "b", wishNothing, false,
		},
		"nobody listens": {waiting().goes(sso.StateExpired, signInMsg{err: sso.ErrExpired, over: true}), "enter", wishNothing, true},
		"done":           {waiting().goes(sso.StateDone, signInMsg{}), "esc", wishNothing, true},
	} {
		d, _ := drive(c.dialog.dialog, c.key)
		if got := c.dialog.wished(); got != c.want || (d == nil) != c.closes {
			t.Errorf("%s: wished %d, want %d; closed %v", name, got, c.want, d == nil)
		}
	}
}

func TestSignInCopies(t *testing.T) {
	for key, want := range map[string]string{"y": deviceAll, "c": "WXKD-PQRT"} {
		_, msgs := drive(newSignIn(ssoRequest(), app.Way{Device: true}).goes(sso.StateWaiting, signInMsg{event: deviceEvent()}).dialog, key)
		if len(msgs) != 1 || msgs[0].(actionMsg).action != actCopyText || msgs[0].(actionMsg).text != want {
			t.Errorf("%s: %+v", key, msgs)
		}
	}
}

// While the code of the console's page is typed every letter is its own.
func TestSignInTypesTheCode(t *testing.T) {
	a := newSignIn(consoleRequest(), app.Way{Device: true, Open: opens}).goes(sso.StateWaiting, signInMsg{event: sso.Event{Address: pageAt}, elsewhere: true, asks: true})
	d, _ := drive(a.dialog, append(typed("bycoq8"), "enter")...)
	if d == nil || a.wished() != wishNothing {
		t.Fatal("a letter was a command")
	}
	select {
	case got := <-a.codes:
		if got != "bycoq8" {
			t.Errorf("sent %q", got)
		}
	default:
		t.Error("nothing was sent")
	}
	if _, _ = drive(d, "ctrl+b"); a.wished() != wishOther {
		t.Error("ctrl+b is not the other way")
	}
}

// What an attempt that was given up still tells is not shown.
func TestSignInIgnoresTheAttemptBefore(t *testing.T) {
	a := newSignIn(ssoRequest(), app.Way{Device: true}).goes(sso.StateWaiting, signInMsg{attempt: 2, event: deviceEvent(), elsewhere: true})
	a = a.goes(sso.StateFailed, signInMsg{attempt: 1})
	if shown := diffShown(a.dialog, rect{W: 80, H: 23}); !strings.Contains(shown, "Waiting for your approval") {
		t.Error(shown)
	}
}
