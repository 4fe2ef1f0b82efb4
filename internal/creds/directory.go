package creds

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"lanyard/keychain"
	"lanyard/profiles"
	"lanyard/sso"
)

const (
	// directoryKind is the kind of the store's entries that hold what sign-ins open.
	directoryKind = "directory"
	// directoryVersion is the version of their content; entries of another one are as good as none.
	directoryVersion = 1
	// directoryLimit bounds what is unpacked of an entry, in bytes: some 50,000 accounts.
	directoryLimit = 32 << 20
)

// Directory is the accounts and roles that a sign-in to Identity Center opens, as of a time.
type Directory struct {
	At       time.Time      `json:"at"`
	Accounts []AccountRoles `json:"accounts"`
}

// AccountRoles is an account with the names of its roles.
type AccountRoles struct {
	sso.Account
	Roles []string `json:"roles"`
	// Problem is the reason why the roles could not be listed; "" if they were.
	Problem string `json:"problem,omitempty"`
}

// Complete reports that the roles of every account were listed.
func (d Directory) Complete() bool {
	return !slices.ContainsFunc(d.Accounts, func(a AccountRoles) bool { return a.Problem != "" })
}

type sealedDirectory struct {
	Version int `json:"version"`
	Directory
}

// Directory returns the last directory discovered for the sign-in of a step, from the store alone. It
// returns false if there is none or the store can't be read now.
func (r *Resolver) Directory(ctx context.Context, step profiles.Step) (Directory, bool) {
	content, err := r.Store.Get(ctx, directoryKind, r.directoryID(&step))
	if err != nil {
		return Directory{}, false
	}
	d, err := unpackDirectory(content)
	return d, err == nil
}

// directoryID names what a sign-in opens by its start URL: sessions of different names share it, and lists
// find it without a look at any profile.
func (r *Resolver) directoryID(step *profiles.Step) string {
	override := profiles.ResolveEndpoint(nil, r.getenv, "SSO")
	return newIdentity(directoryKind, "").add(step.SSO.StartURL, step.SSO.Region, override).String()
}

// keepDirectory caches what was discovered with a sign-in, unless a logout has removed that meanwhile.
// Where writing fails it is discovered again.
func (r *Resolver) keepDirectory(ctx context.Context, signIn *planStep, d Directory) error {
	content, err := packDirectory(d)
	if err == nil {
		err = r.Store.Put(ctx, directoryKind, r.directoryID(signIn.step), content)
	}
	if err != nil {
		r.warnUncached(err)
		return nil
	}
	if s, err := r.lookup(ctx, signIn); err != nil || s != nil {
		return nil //nolint:nilerr // it was there a moment ago
	}
	return r.dropDirectory(ctx, signIn.step)
}

func (r *Resolver) dropDirectory(ctx context.Context, step *profiles.Step) error {
	err := r.Store.Delete(ctx, directoryKind, r.directoryID(step))
	if errors.Is(err, keychain.ErrNotFound) {
		return nil
	}
	return err
}

// packDirectory makes a directory fit for the store, whose entries have a limit that the names of some
// thousand accounts would come near to.
func packDirectory(d Directory) ([]byte, error) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if err := json.NewEncoder(w).Encode(sealedDirectory{directoryVersion, d}); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

func unpackDirectory(content []byte) (Directory, error) {
	r, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return Directory{}, fmt.Errorf("read the accounts: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(r, directoryLimit+1))
	if err != nil || len(text) > directoryLimit {
		return Directory{}, errors.New("read the accounts: damaged or too large")
	}
	var d sealedDirectory
	if json.Unmarshal(text, &d) != nil || d.Version != directoryVersion {
		return Directory{}, errors.New("read the accounts: of another version")
	}
	return d.Directory, nil
}
