package demo

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"lanyard/internal/fakeaws"
)

// Approve approves a sign-in at the local AWS whose address is base, as a person does in the browser.
// What is the address of a sign-in, a user code, or empty to approve every waiting code. It returns a
// report of the approvals. The command "approve" runs it.
func Approve(ctx context.Context, base, what string) (string, error) {
	const doing = "approve a sign-in"
	if !strings.Contains(what, "://") {
		return ask(ctx, doing, base+fakeaws.ApprovePath+url.QueryEscape(what))
	}
	page, err := url.Parse(what)
	if err != nil || page.Scheme+"://"+page.Host != base {
		return "", fmt.Errorf("%s: %q is not an address of this demo", doing, what)
	}
	page.Path += "/approve"
	if _, err := ask(ctx, doing, page.String()); err != nil {
		return "", err
	}
	return "approved", nil
}
