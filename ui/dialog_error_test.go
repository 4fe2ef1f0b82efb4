package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"lanyard/internal/creds"
)

func deniedError() error {
	return fmt.Errorf("assume role %q: %w: User: arn:aws:iam::123456789012:user/jane is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::210987654321:role/Admin",
		"arn:aws:iam::210987654321:role/Admin", creds.ErrDenied)
}

func TestErrorCloses(t *testing.T) {
	for _, key := range []string{"enter", "esc", "q"} {
		if d, sent := drive(newErrorDialog("prod", deniedError(), ""), key); d != nil || len(sent) > 0 {
			t.Errorf("%s: open %v, sent %v", key, d != nil, sent)
		}
	}
}

func TestErrorCopies(t *testing.T) {
	d, sent := drive(newErrorDialog("prod", errors.New("refused: \x1b]52;c;cm0=\a why\n$(rm)"), "ask again"), "y")
	if d == nil {
		t.Fatal("closed by copying")
	}
	if len(sent) != 1 {
		t.Fatalf("sent %v", sent)
	}
	copied := sent[0].(actionMsg)
	if copied.action != actCopyText || copied.profile != "" || copied.text != "refused: \ufffd]52;c;cm0=\ufffd why $(rm) (ask again)" {
		t.Errorf("copies %+v", copied)
	}
}

func TestErrorGolden(t *testing.T) {
	d := newErrorDialog("prod-admin", deniedError(), "check the trust policy of the role with \"lanyard whoami\"")
	goldenDialog(t, "error", d)
	goldenDialogStyled(t, "error", d)
	for range 20 {
		diffShown(d, rect{W: 40, H: 9})
		d, _ = drive(d, "down")
	}
	goldenDialog(t, "error_end", d)
	goldenHostile(t, "error", newErrorDialog(strings.Repeat("name", 5000), errors.New("\x1b[2J\u202e"+strings.Repeat("日本語 ", 5000)), "\a"))
	goldenDialog(t, "error_none", newErrorDialog("", nil, ""))
}
