package keychain

import (
	"context"
	"errors"
	"path/filepath"
	"time"
)

// Status tells how a vault is.
type Status struct {
	// Store is ModeOS or ModeFile, or ModeAuto while nothing was written and nothing decided.
	Store   Mode
	VaultID string
	Created time.Time
	// Locked reports that somebody would have to be asked; Why tells what stood in the way, which
	// may also be a keyring that does not answer.
	Locked bool
	Why    error
	// Cached is how long the keys stay in the kernel keyring; 0 when they are not there.
	Cached        time.Duration
	Keys, Entries int
	// Unfinished is the store that an interrupted migration left something in, or "".
	Unfinished Mode
	// Damaged are files that were moved aside.
	Damaged []string
}

// Status never prompts, whatever the level of access, and leaves the vault as it was: a locked one
// is not unlocked by being looked at.
func (v *Vault) Status(ctx context.Context) (Status, error) {
	quiet := v.With(min(v.access, AccessQuiet))
	quiet.traceless = true
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
