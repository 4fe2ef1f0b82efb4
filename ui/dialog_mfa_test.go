package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/creds"
)

// mfaAsked is the dialog of a question, and where its answer goes.
func mfaAsked(request creds.MFARequest) (dialog, chan answer) {
	replies := make(chan answer, 1)
	return newMFADialog(askMsg{id: 7, code: &request, answer: replies}, dialogNow()), replies
}

func virtualDevice() creds.MFARequest {
	return creds.MFARequest{Profile: "prod-admin", Serial: "arn:aws:iam::123456789012:mfa/jane.doe"}
}

// answered is the one answer that was sent, or nil.
func answered(replies chan answer) *answer {
	select {
	case a := <-replies:
		return &a
	default:
		return nil
	}
}

func TestMFASendsTheCode(t *testing.T) {
	d, replies := mfaAsked(virtualDevice())
	d, _ = drive(d, typed("12a3 4-56789")...)
	if d, _ = drive(d, "enter"); d != nil {
		t.Error("the dialog stays open")
	}
	if a := answered(replies); a == nil || a.text != "123456" || a.err != nil {
		t.Errorf("answered %+v", a)
	}
}

func TestMFAPaste(t *testing.T) {
	for _, c := range []struct{ before, content, want, problem string }{
		{"", "123 456", "123456", ""},
		{"", "123456\r\n", "123456", ""},
		{"98", "123-456", "123456", ""}, // a whole code replaces what was begun
		{"123", "456", "123456", ""},
		{"", "12345678", "", "8 digits"}, // part of it would be refused as a wrong code
		{"12", strings.Repeat("9", 1<<20), "12", "1048576 digits"},
		{"12", strings.Repeat("x", 1<<20), "12", ""},
	} {
		d, _ := mfaAsked(virtualDevice())
		d, _ = drive(d, typed(c.before)...)
		d, _ = d.Update(tea.PasteMsg{Content: c.content})
		if got := d.(*mfaDialog).code.Value(); got != c.want {
			t.Errorf("%q and %.20q pasted: %q, want %q", c.before, c.content, got, c.want)
		}
		content, _ := d.View(rect{W: 80, H: 23}, newStyles(true))
		if !strings.Contains(ansi.Strip(content), c.problem) {
			t.Errorf("%.20q pasted: no %q in\n%s", c.content, c.problem, ansi.Strip(content))
		}
	}
}

func TestMFATooShort(t *testing.T) {
	d, replies := mfaAsked(virtualDevice())
	d, _ = drive(d, append(typed("1234"), "enter")...)
	if d == nil || answered(replies) != nil {
		t.Fatal("four digits were sent")
	}
	goldenDialog(t, "mfa_short", d)
	if d, _ = drive(d, append(typed("56"), "enter")...); d != nil {
		t.Error("six digits were not sent")
	}
	if a := answered(replies); a == nil || a.text != "123456" {
		t.Errorf("answered %+v", a)
	}
}

func TestMFAEscDeclines(t *testing.T) {
	for name, give := range map[string]func(dialog) tea.Cmd{
		"esc":    func(d dialog) tea.Cmd { _, cmd := d.Update(fieldKey("esc")); return cmd },
		"cancel": func(d dialog) tea.Cmd { return d.Cancel() },
	} {
		d, replies := mfaAsked(virtualDevice())
		ran(give(d))
		if a := answered(replies); a == nil || !errors.Is(a.err, creds.ErrDeclined) || a.text != "" {
			t.Errorf("%s: answered %+v", name, a)
		}
		ran(d.Cancel())
		if a := answered(replies); a != nil {
			t.Errorf("%s: answered a second time, %+v", name, a)
		}
	}
}

func TestMFAWithdrawn(t *testing.T) {
	d, replies := mfaAsked(virtualDevice())
	if d, _ = d.Update(withdrawMsg{id: 8}); d == nil {
		t.Fatal("closed by the end of another question")
	}
	last := d
	if d, _ = d.Update(withdrawMsg{id: 7}); d != nil {
		t.Error("open though nobody waits")
	}
	ran(last.Cancel())
	if a := answered(replies); a != nil {
		t.Errorf("answered %+v to nobody", a)
	}
}

// TestMFAAnswerDoesNotBlock: who asked may be gone, with the channel full.
func TestMFAAnswerDoesNotBlock(t *testing.T) {
	request := virtualDevice()
	d := newMFADialog(askMsg{id: 1, code: &request, answer: make(chan answer)}, dialogNow())
	ran(d.Cancel())
}

func TestMFACountdown(t *testing.T) {
	d, _ := mfaAsked(virtualDevice())
	for _, c := range []struct {
		second int
		want   string
	}{{0, "in 30 s"}, {12, "in 18 s"}, {29, "in  1 s"}, {30, "in 30 s"}, {59, "in  1 s"}} {
		d, _ = d.Update(tickMsg(time.Date(2026, 11, 22, 9, 0, c.second, 0, time.UTC)))
		content, _ := d.View(rect{W: 80, H: 23}, newStyles(true))
		if !strings.Contains(ansi.Strip(content), c.want) {
			t.Errorf("at :%02d no %q in\n%s", c.second, c.want, ansi.Strip(content))
		}
	}
	d, _ = d.Update(tickMsg(time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC)))
	if shown := diffShown(d, rect{W: 80, H: 23}); !strings.Contains(shown, "in  1 s") {
		t.Errorf("before 1970:\n%s", shown)
	}
}

func TestMFAGolden(t *testing.T) {
	d, _ := mfaAsked(virtualDevice())
	d, _ = drive(d, "1", "2", "3")
	goldenDialog(t, "mfa", d)
	again := virtualDevice()
	again.Retry = "The code was refused. Each code works once: wait for the next one."
	d, _ = mfaAsked(again)
	goldenDialog(t, "mfa_retry", d)
	goldenDialogStyled(t, "mfa_retry", d)
	d, _ = mfaAsked(creds.MFARequest{Profile: "legacy", Serial: "GAHT12345678"})
	goldenDialog(t, "mfa_hardware", d)
	d, _ = mfaAsked(creds.MFARequest{
		Profile: "größe-日本-🚀\x1b[2J", Serial: "arn:aws-cn:iam::123456789012:mfa/" + strings.Repeat("x", 10000) + "\u202eend",
		Retry: strings.Repeat("refused\n\a", 300),
	})
	goldenHostile(t, "mfa", d)
}
