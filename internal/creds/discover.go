package creds

import (
	"context"
	"errors"
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
	hops := []hop{signInHop(&step)}
	r.settle(hops, 0)
	j := &job{Resolver: r, plan: &profiles.Plan{Profile: step.Profile, Kind: profiles.KindSSO}, hops: hops, started: r.now()}
	for again := false; ; again = true {
		signIn, err := j.obtain(ctx, 0, false)
		if err == nil {
			var d Directory
			if d, err = r.discover(ctx, &step, signIn.SessionToken, progress); err == nil {
				r.keepDirectory(ctx, &step, d)
				return d, nil
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
	client, x, err := r.discoverClient(step)
	if err != nil {
		return Directory{}, err
	}
	accounts, err := client.Accounts(ctx, access)
	if err != nil {
		return Directory{}, x.explainSSO(ctx, err, access)
	}
	d := Directory{At: r.now().UTC().Truncate(time.Second), Accounts: make([]DirectoryAccount, len(accounts))}
	for i, a := range accounts {
		d.Accounts[i] = DirectoryAccount{ID: a.ID, Name: a.Name, Email: a.Email}
	}
	if err := r.discoverRoles(ctx, step, access, d.Accounts, progress); err != nil {
		return Directory{}, err
	}
	slices.SortFunc(d.Accounts, func(a, b DirectoryAccount) int { return strings.Compare(a.ID, b.ID) })
	return d, nil
}

// discoverClient is an ssoClient with more patience: each exchange has its limit, and all attempts have none.
func (r *Resolver) discoverClient(step *profiles.Step) (*sso.Client, *exchange, error) {
	client, x, err := r.ssoClient(step)
	if err != nil {
		return nil, nil, err
	}
	client.Attempts, client.Timeout = max(client.Attempts, discoverAttempts), 0
	x.client.Timeout = r.timeout()
	return client, x, nil
}

// discoverRoles fills in the roles, a few accounts at a time. The first failure ends it.
func (r *Resolver) discoverRoles(ctx context.Context, step *profiles.Step, access redact.Secret, accounts []DirectoryAccount, progress func(done, total int)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan *DirectoryAccount)
	var done sync.WaitGroup
	var mu sync.Mutex
	count := 0
	tell := func() {
		mu.Lock()
		defer mu.Unlock()
		if count++; progress != nil {
			progress(count, len(accounts))
		}
	}
	for range min(discoverers, len(accounts)) {
		done.Go(func() {
			for account := range todo {
				if err := r.rolesOf(ctx, step, access, account); err != nil {
					cancel(err)
					continue // until nothing more comes
				}
				tell()
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
	done.Wait()
	return context.Cause(ctx)
}

// rolesOf asks for the roles of one account. One that has gone since the accounts were listed has none.
func (r *Resolver) rolesOf(ctx context.Context, step *profiles.Step, access redact.Secret, account *DirectoryAccount) error {
	client, x, err := r.discoverClient(step)
	if err != nil {
		return err
	}
	roles, err := client.Roles(ctx, access, account.ID)
	if err != nil {
		err = x.explainSSO(ctx, err, access)
		var api *APIError
		if errors.As(err, &api) && (api.Code == "ForbiddenException" || api.Code == "ResourceNotFoundException") {
			return nil
		}
		return err
	}
	slices.Sort(roles)
	account.Roles = roles
	return nil
}
