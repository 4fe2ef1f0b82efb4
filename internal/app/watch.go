package app

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"lanyard/internal/atomicfile"
	"lanyard/keychain"
)

// settle is how long files must be quiet before a change is told: editors write in several steps. Where
// they are never quiet, it is told after settleMost.
const (
	settle     = 150 * time.Millisecond
	settleMost = time.Second
)

// Watcher tells when the AWS files, the keychain's index, the current profile or the cached sessions
// change.
type Watcher struct {
	fs    *fsnotify.Watcher
	files []string
	// folder holds the cached sessions: whatever changes in it counts.
	folder string
}

// Watch begins to watch. The folders are watched, since files are replaced by renames; for one that is
// not there yet the nearest one above it that is. Close ends it.
func (a *App) Watch() (*Watcher, error) {
	s, err := a.Settings()
	if err != nil {
		return nil, err
	}
	fs, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	w := &Watcher{fs: fs, folder: keychain.SealedFolder(s.Paths.State)}
	for _, file := range []string{
		a.Files().Config, a.Files().Credentials, filepath.Join(s.Paths.State, "keys.json"), s.Paths.Current(),
	} {
		if target, err := atomicfile.Resolve(file); err == nil {
			file = target
		}
		w.files = append(w.files, filepath.Clean(file))
	}
	w.arm()
	if len(fs.WatchList()) == 0 {
		return nil, errors.Join(errors.New("there is no folder to watch"), fs.Close())
	}
	return w, nil
}

// Close ends the watch.
func (w *Watcher) Close() error { return w.fs.Close() }

// folders are those that are to be watched.
func (w *Watcher) folders() []string {
	all := []string{w.folder}
	for _, file := range w.files {
		all = append(all, filepath.Dir(file))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// arm watches the folders that are there, and of the others the nearest ones above. It reports whether
// one of the former is watched that was not: it may have come with files in it.
func (w *Watcher) arm() (came bool) {
	watched := w.fs.WatchList()
	wanted := w.folders()
	var above []string
	for _, folder := range wanted {
		if slices.Contains(watched, folder) {
			continue
		}
		up, ok := w.add(folder)
		if ok {
			came = true
		} else {
			above = append(above, up)
		}
	}
	for _, folder := range watched {
		if !slices.Contains(wanted, folder) && !slices.Contains(above, folder) {
			_ = w.fs.Remove(folder) // what it was watched for is there
		}
	}
	return came
}

// add watches a folder, or else the nearest one above it that is there.
func (w *Watcher) add(folder string) (above string, ok bool) {
	for up := folder; w.fs.Add(folder) != nil; {
		if up == filepath.Dir(up) {
			return up, false
		}
		up = filepath.Dir(up)
		if w.fs.Add(up) == nil {
			// It may have come before the one above was watched.
			return up, w.fs.Add(folder) == nil
		}
	}
	return folder, true
}

// Wait returns nil once one of the files has changed and all have been quiet for a moment.
func (w *Watcher) Wait(ctx context.Context) error {
	var quiet, most <-chan time.Time
	changed := func() {
		quiet = time.After(settle)
		if most == nil {
			most = time.After(settleMost)
		}
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case event, ok := <-w.fs.Events:
			if !ok {
				return fsnotify.ErrClosed
			}
			if w.concerns(event) {
				changed()
			}
		case err, ok := <-w.fs.Errors:
			switch {
			case !ok:
				return fsnotify.ErrClosed
			case !errors.Is(err, fsnotify.ErrEventOverflow):
				return err
			}
			w.arm()
			changed()
		case <-quiet:
			return nil
		case <-most:
			return nil
		}
	}
}

// concerns reports whether an event is about what is watched, and watches folders that come and go.
func (w *Watcher) concerns(event fsnotify.Event) bool {
	name := filepath.Clean(event.Name)
	came := event.Has(fsnotify.Create|fsnotify.Remove|fsnotify.Rename) && !slices.Contains(w.files, name) && w.arm()
	if event.Op == fsnotify.Chmod {
		return came
	}
	return came || slices.Contains(w.files, name) ||
		filepath.Dir(name) == w.folder && !strings.HasPrefix(filepath.Base(name), ".") // what is being written
}
