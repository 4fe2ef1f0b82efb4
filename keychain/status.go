package keychain

import (
	"context"
	"errors"
	"path/filepath"
	"time"
)

// Status describes a vault.
type Status struct {
	// Store is ModeOS or ModeFile, or ModeAuto before the first write.
	Store   Mode
	VaultID string
	Created time.Time
	// Locked reports that the vault cannot be unlocked without a prompt. Why is the error of the attempt, which
	// may also be that the keyring does not answer.
	Locked bool
	Why    error
	// Cached is how much longer the keys stay in the kernel keyring, or 0.
	Cached        time.Duration
	Keys, Entries int
	// Unfinished is the store in which an interrupted migration left items, or "".
	Unfinished Mode
	// Damaged lists the paths of the files that were moved aside.
	Damaged []string
}

// Status returns the state of the vault. It never prompts, and it caches no keys: a locked vault stays locked.
func (v *Vault) Status(ctx context.Context) (Status, error) {
	quiet := v.With(min(v.access, AccessQuiet))
	quiet.noKeyCache = true
	var s Status
	r, err := v.load()
	switch {
	case errors.Is(err, errNoVault):
		s.Store = ModeAuto
	case err != nil:
		return Status{}, err
	default:
		s.Store, s.VaultID, s.Created = r.Store, r.ID, r.Created
		s.Unfinished = r.unfinished()
		if _, _, s.Why = quiet.unlock(ctx, needSessions, false); s.Why != nil {
			s.Locked = true
		}
		if cached, ok := kernelLoad(r.ID); ok && r.proves(cached.keys) {
			s.Cached = time.Until(cached.until)
		}
	}
	names, err := v.sealedNames()
	if err != nil {
		return Status{}, err
	}
	keys, err := v.Keys()
	if err != nil {
		return Status{}, err
	}
	s.Entries, s.Keys = len(names), len(keys)
	s.Damaged, err = filepath.Glob(v.path("damaged", "*"))
	return s, err
}
