package creds

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"lanyard/internal/redact"
	"lanyard/profiles"
	"lanyard/sso"
)

const (
	// discoverers is how many accounts are asked for at once.
	discoverers = 8
	// discoverAttempts is how often a page is tried: AWS throttles who asks for thousands of accounts.
	discoverAttempts = 8
)

// Discover asks for every account and role that the sign-in of a step opens, and signs in before where that
// is needed. progress, if it is not nil, is called from several goroutines, one at a time.
func (r *Resolver) Discover(ctx context.Context, step profiles.Step, progress func(done, total int)) (Directory, error) {
	hops := []planStep{signInHop(&step)}
	r.identify(hops, 0)
	j := &job{Resolver: r, plan: &profiles.Plan{Profile: step.Profile, Kind: profiles.KindSSO}, hops: hops, started: r.now()}
	for again := false; ; again = true {
		signIn, err := j.obtain(ctx, 0, false)
		if err == nil {
			var d Directory
			if d, err = r.discover(ctx, &step, signIn.SessionToken, progress); err == nil {
				return d, r.keepDirectory(ctx, &hops[0], d)
			}
			if !again && sourceRefused(err) {
				j.dropIfSame(ctx, 0, signIn)
				continue
			}
		}
		if step.Profile != "" {
			err = ofProfile(step.Profile, err)
		}
		return Directory{}, err
	}
}

func (r *Resolver) discover(ctx context.Context, step *profiles.Step, access redact.Secret, progress func(done, total int)) (Directory, error) {
	if progress != nil {
		progress(0, 0)
	}
	accounts, err := r.accounts(ctx, step, access)
	if err != nil {
		return Directory{}, err
	}
	d := Directory{At: r.now().UTC().Truncate(time.Second), Accounts: make([]AccountRoles, len(accounts))}
	for i, a := range accounts {
		d.Accounts[i].Account = a
	}
	if err := r.discoverRoles(ctx, step, access, d.Accounts, progress); err != nil {
		return Directory{}, err
	}
	slices.SortFunc(d.Accounts, func(a, b AccountRoles) int { return strings.Compare(a.ID, b.ID) })
	return d, nil
}

// accounts lists the accounts within one time limit, however many pages a server makes of them.
func (r *Resolver) accounts(ctx context.Context, step *profiles.Step, access redact.Secret) ([]sso.Account, error) {
	client, x, err := r.discoverClient(step)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, r.timeout())
	defer cancel()
	accounts, err := client.Accounts(ctx, access)
	if err != nil {
		return nil, x.explainSSO(ctx, err, access)
	}
	return accounts, nil
}

// discoverClient is an ssoClient that waits when the portal throttles it.
func (r *Resolver) discoverClient(step *profiles.Step) (*sso.Client, *exchange, error) {
	client, x, err := r.ssoClient(step)
	if err != nil {
		return nil, nil, err
	}
	client.ThrottledRetries = discoverAttempts - 1
	return client, x, nil
}

// discoverRoles fills in the roles, a few accounts at a time. An account whose roles can't be listed gets a
// Problem instead; discoverRoles fails when the sign-in is refused or the server no longer answers.
func (r *Resolver) discoverRoles(ctx context.Context, step *profiles.Step, access redact.Secret, accounts []AccountRoles, progress func(done, total int)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan *AccountRoles)
	var workers sync.WaitGroup
	outcome := tally{total: len(accounts), progress: progress}
	for range min(discoverers, len(accounts)) {
		workers.Go(func() {
			for account := range todo {
				if ctx.Err() != nil {
					continue // until nothing more comes
				}
				if err := outcome.add(account, r.rolesOf(ctx, step, access, account)); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := range accounts {
		select {
		case todo <- &accounts[i]:
		case <-ctx.Done():
		}
	}
	close(todo)
	workers.Wait()
	return context.Cause(ctx)
}

// rolesOf asks for the roles of one account.
func (r *Resolver) rolesOf(ctx context.Context, step *profiles.Step, access redact.Secret, account *AccountRoles) error {
	client, x, err := r.discoverClient(step)
	if err != nil {
		return err
	}
	x.unreachable = nil // the listing of one account may hang for ever, and those of the others not
	roles, err := client.Roles(ctx, access, account.ID)
	if err != nil {
		return x.explainSSO(ctx, err, access)
	}
	slices.Sort(roles)
	account.Roles = roles
	return nil
}

// A tally counts the accounts whose roles were asked for, and notices when the server stops answering.
type tally struct {
	mu          sync.Mutex
	done, total int
	progress    func(done, total int)
	// failing counts accounts in a row that got no answer, or an error of the server's own.
	failing int
}

// add records the outcome of one account. It returns the error that ends the discovery: asking for the other
// accounts would fail the same way.
func (t *tally) add(account *AccountRoles, err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var refusal *APIError
	switch {
	case errors.Is(err, context.Canceled) || sourceRefused(err):
		return err
	case err == nil:
		t.failing = 0
	default:
		account.Problem = err.Error()
		if errors.As(err, &refusal) && refusal.HTTPStatus < http.StatusInternalServerError {
			t.failing = 0
		} else {
			t.failing++
		}
		if t.failing >= min(discoverers, t.total) {
			return fmt.Errorf("account %s: %w", account.ID, err)
		}
	}
	if t.done++; t.progress != nil {
		t.progress(t.done, t.total)
	}
	return nil
}
