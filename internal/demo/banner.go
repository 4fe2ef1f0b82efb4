package demo

import (
	"fmt"
	"strings"
)

// Banner returns an introduction to the demo with commands to try.
func (h *Home) Banner() string {
	code := "run mfa-code"
	if c, err := h.server.World().Code(h.Serial); err == nil {
		code = c.Value
	}
	var b strings.Builder
	fmt.Fprintf(&b, "lanyard demo: a local AWS at %s and a throw-away home\nin %s.\n", h.server.URL(), h.Dir)
	b.WriteString("Nothing in it is real, and your own AWS files are left alone.\n\n" +
		"In lanyard: ? shows every key, enter what can be done with a profile,\n" +
		"t tries a request, s opens a shell, x runs a command. In a shell:\n\n")
	for _, try := range [][2]string{
		{"lanyard list", "every profile, and whether it works"},
		{"lanyard show leaf", "how a chain of three roles works"},
		{"lanyard exec deploy -- aws sts get-caller-identity", "a command as a role"},
		{"lanyard exec prod-admin -- env", "asks for an MFA code: now it is " + code},
		{"lanyard exec prod-readonly -- env", "the same device: no second code"},
		{"mfa-code", "a code that was not used yet"},
		{"lanyard login acme-admin", "sign in, as l does in lanyard"},
		{"approve [ADDRESS or CODE]", "allow a sign-in without a browser"},
		{"lanyard list acme", "with the roles that it opens"},
		{"exit", "the shell, q lanyard: all is removed"},
	} {
		fmt.Fprintf(&b, "  %-33s  %s\n", try[0], try[1])
	}
	return b.String()
}
