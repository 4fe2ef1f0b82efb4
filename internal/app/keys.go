package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lanyard/internal/creds"
	"lanyard/internal/keyfile"
	"lanyard/internal/redact"
	"lanyard/keychain"
	"lanyard/profiles"
)

// NewKey is a long-lived access key on its way into the keychain.
type NewKey struct {
	Name            string
	AccessKeyID     string
	SecretAccessKey redact.Secret
	MFASerial       string
	Region          string
	// NoVerify skips the question to STS whether the key works.
	NoVerify bool
	// source is the file that the key is being moved out of.
	source string
}

// ErrTemporary says that keys are temporary ones, which the keychain does not keep.
var ErrTemporary = keyfile.ErrTemporary

// AddKey verifies a key with GetCallerIdentity, unless told not to, and puts it into the keychain.
func (a *App) AddKey(ctx context.Context, key NewKey) (keychain.Key, error) {
	entry := keychain.Key{
		Name: key.Name, AccessKeyID: key.AccessKeyID, MFASerial: key.MFASerial, Region: key.Region, Created: a.Now().UTC(),
		Source: key.source,
	}
	err := a.checkKeyName(key.Name)
	if err == nil {
		err = checkKey(key)
	}
	if err != nil {
		return entry, fmt.Errorf("add the key %q: %w", key.Name, err)
	}
	if !key.NoVerify {
		identity, err := a.verify(ctx, key)
		if err != nil {
			return entry, fmt.Errorf("verify the key %q: %w", key.Name, err)
		}
		entry.AccountID, entry.ARN = identity.Account, identity.ARN
	}
	vault, err := a.Vault(keychain.AccessPrompt)
	if err != nil {
		return entry, err
	}
	if err := a.store(ctx, vault, entry, key.SecretAccessKey); err != nil {
		return entry, fmt.Errorf("add the key %q: %w", key.Name, err)
	}
	a.Reload()
	return entry, nil
}

// store adds a key. The same key once more is no error: an import may have ended half-way.
func (a *App) store(ctx context.Context, vault *keychain.Vault, entry keychain.Key, secret redact.Secret) error {
	err := vault.AddKey(ctx, entry, secret)
	if !errors.Is(err, keychain.ErrExists) {
		return err
	}
	have, had, readErr := vault.Secret(ctx, entry.Name)
	if readErr != nil || have.AccessKeyID != entry.AccessKeyID || !had.Equal(secret) {
		return err
	}
	if entry.Source == "" || entry.Source == have.Source {
		return nil
	}
	have.Source = entry.Source
	return vault.UpdateKey(ctx, have, redact.Secret{})
}

// KeyUnused says what the profile of a key's name does instead of using it, or nothing.
func (a *App) KeyUnused(name string) string {
	set, err := a.Profiles()
	if err != nil {
		return ""
	}
	p, err := set.Profile(name)
	if err != nil {
		return ""
	}
	plan := set.Plan(p)
	for _, s := range plan.Steps {
		if s.Kind == profiles.KindKeychain && s.Profile == name {
			return ""
		}
	}
	if len(plan.Steps) == 0 {
		return "it is broken"
	}
	return fmt.Sprintf("it begins with %s of %s", plan.Steps[0].Kind, plan.Steps[0].Profile)
}

// checkKeyName accepts the name of any profile that is there, and else what could become one.
func (a *App) checkKeyName(name string) error {
	set, err := a.Profiles()
	if err != nil {
		return err
	}
	if _, err := set.Profile(name); err == nil {
		return nil
	}
	return profiles.CheckName(name)
}

// checkKey finds mistakes of copying. A key that is to be verified must look like one of AWS's, so that
// a secret in the place of the id is not sent; what emulators and other makes of S3 take for keys, such
// as test or minioadmin, is accepted unverified.
func checkKey(key NewKey) error {
	id, secret := key.AccessKeyID, key.SecretAccessKey.Reveal()
	switch {
	case strings.HasPrefix(id, "ASIA"):
		return ErrTemporary
	case id == "" || strings.ContainsFunc(id, notPrintable):
		return errors.New("the access key id is not one: it is empty or has characters that no id has")
	case secret == "" || strings.ContainsFunc(secret, notPrintable):
		return errors.New("the secret access key is not one: it is empty or has characters that no secret has")
	case isAWSKey(id) && strings.ContainsFunc(secret, notBase64):
		return fmt.Errorf("the secret access key is not one of AWS's: it has the character %q", secret[strings.IndexFunc(secret, notBase64)])
	case key.NoVerify:
		return nil
	case len(id) > 128 || strings.ContainsFunc(id, notWord):
		return errors.New("the access key id is not one: it has up to 128 letters and digits")
	}
	return nil
}

// isAWSKey reports whether an id is of the form that AWS gives to the keys of users.
func isAWSKey(id string) bool { return len(id) == 20 && strings.HasPrefix(id, "AKIA") }

func notBase64(r rune) bool { return notWord(r) && !strings.ContainsRune("+/=", r) || r == '_' }

func notWord(r rune) bool {
	return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_'
}

func notPrintable(r rune) bool { return r <= ' ' || r > '~' }

func (a *App) verify(ctx context.Context, key NewKey) (creds.Identity, error) {
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return creds.Identity{}, err
	}
	var settings *profiles.Profile
	region := key.Region
	if set, err := a.Profiles(); err == nil {
		if p, err := set.Profile(key.Name); err == nil { // its endpoints count
			settings = p
			if region == "" {
				region = p.Get("region")
			}
		}
	}
	return resolver.Identify(ctx, settings, region, creds.Credentials{
		AccessKeyID: key.AccessKeyID, SecretAccessKey: key.SecretAccessKey, Source: "the new key",
	})
}

// Keys lists the keychain's keys. Nothing is asked.
func (a *App) Keys() ([]keychain.Key, error) {
	vault, err := a.Vault(keychain.AccessQuiet)
	if err != nil {
		return nil, err
	}
	keys, err := vault.Keys()
	slices.SortFunc(keys, func(x, y keychain.Key) int { return strings.Compare(x.Name, y.Name) })
	return keys, err
}

// Key finds one key in the index.
func (a *App) Key(name string) (keychain.Key, error) {
	keys, err := a.Keys()
	if err != nil {
		return keychain.Key{}, err
	}
	i := slices.IndexFunc(keys, func(k keychain.Key) bool { return k.Name == name })
	if i < 0 {
		return keychain.Key{}, fmt.Errorf("key %q: %w", name, keychain.ErrNotFound)
	}
	return keys[i], nil
}

// RemoveKey takes a key out of the keychain together with the sessions made from it: those first, because
// only while the key is there can this be run again where it fails. Credentials that were handed out stay
// valid until they end.
func (a *App) RemoveKey(ctx context.Context, name string) error {
	key, err := a.Key(name)
	if err != nil {
		return err
	}
	vault, err := a.Vault(keychain.AccessPrompt)
	if err != nil {
		return err
	}
	ofKey := func(s creds.Session) bool { return s.RootKeyID == key.AccessKeyID }
	if _, err = a.forget(ctx, vault, ofKey); err == nil {
		err = vault.RemoveKey(ctx, name)
	}
	if err != nil {
		return fmt.Errorf("remove the key %q: %w", name, err)
	}
	a.Reload()
	// Another process may have stored a session meanwhile, which it no longer can.
	if _, err := a.forget(ctx, vault, ofKey); err != nil {
		a.warn(fmt.Errorf("the key %q is removed, its newest sessions are not: %w", name, err))
	}
	return nil
}
