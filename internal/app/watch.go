package app

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"

	"lanyard/internal/atomicfile"
)

// settle is how long files must be quiet before a change is told: editors write in several steps.
const settle = 150 * time.Millisecond

// Watcher tells when the AWS files or the keychain's index change.
type Watcher struct {
	fs    *fsnotify.Watcher
	files []string
}

// Watch begins to watch. The folders are watched, since files are replaced by renames; one that is
// not there yet is passed over. Close ends it.
func (a *App) Watch() (*Watcher, error) {
	s, err := a.Settings()
	if err != nil {
		return nil, err
	}
	fs, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	w := &Watcher{fs: fs}
	for _, file := range []string{
		a.Files().Config, a.Files().Credentials, filepath.Join(s.Paths.State, "keys.json"), s.Paths.Current(),
	} {
		if target, err := atomicfile.Resolve(file); err == nil {
			file = target
		}
		w.files = append(w.files, file)
		_ = fs.Add(filepath.Dir(file)) // a missing folder
	}
	if len(fs.WatchList()) == 0 {
		return nil, errors.Join(errors.New("there is no folder to watch"), fs.Close())
	}
	return w, nil
}

// Close ends the watch.
func (w *Watcher) Close() error { return w.fs.Close() }

// Wait returns nil once one of the files has changed and all have been quiet for a moment.
func (w *Watcher) Wait(ctx context.Context) error {
	var quiet <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case event, ok := <-w.fs.Events:
			if !ok {
				return fsnotify.ErrClosed
			}
			if slices.Contains(w.files, filepath.Clean(event.Name)) && !event.Has(fsnotify.Chmod) {
				quiet = time.After(settle)
			}
		case err := <-w.fs.Errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				return err
			}
			quiet = time.After(settle)
		case <-quiet:
			return nil
		}
	}
}
