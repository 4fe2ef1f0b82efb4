package settings

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"lanyard/internal/atomicfile"
)

// ErrNoEffect means that something in the file would keep an edit from having its effect.
var ErrNoEffect = errors.New("another line of the file overrides it")

// Set writes one setting to the file; every other line stays as it is. An empty value removes the
// setting, so that the default holds again. wait bounds the wait for another process that edits the file.
func (s *Settings) Set(ctx context.Context, key, value string, wait time.Duration) error {
	def, err := Define(key)
	if err != nil {
		return err
	}
	if value != "" {
		if err := def.check(value); err != nil {
			return fmt.Errorf("set %s: %w: %w", key, ErrInvalid, err)
		}
	}
	held, err := s.Paths.Locks().Acquire(ctx, "settings", wait)
	if err != nil {
		return fmt.Errorf("set %s: %w", key, err)
	}
	defer func() { _ = held.Release() }()
	err = atomicfile.Options{Warn: s.Warn}.Edit(s.Paths.Config, fileLimit, func(held []byte) ([]byte, error) {
		after := []byte(edit(string(held), key, value))
		return after, s.verify(held, after, key, value)
	})
	if err != nil {
		return fmt.Errorf("set %s: %w", key, err)
	}
	return nil
}

// verify reads the file before and after an edit and refuses one that changes another setting, or not the
// one that it should: a value in triple quotes may hold lines that look like settings.
func (s *Settings) verify(before, after []byte, key, value string) error {
	was, is := Settings{Paths: s.Paths}, Settings{Paths: s.Paths}
	if err := errors.Join(was.parse(before), is.parse(after)); err != nil {
		return err
	}
	if value == "" {
		delete(was.file[""], key)
	} else {
		was.file[""][key] = value
	}
	if !maps.EqualFunc(was.file, is.file, maps.Equal[map[string]string, map[string]string]) {
		return fmt.Errorf("%q: %w", s.Paths.Config, ErrNoEffect)
	}
	return nil
}

// edit replaces, adds or (value "") removes a key above the first section.
func edit(text, key, value string) string {
	var head []string
	lines := strings.SplitAfter(text, "\n")
	done := value == ""
	rest := len(lines)
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "[") {
			rest = i
			break
		}
		name, _, ok := strings.Cut(trimmed, "=")
		if !ok || !strings.EqualFold(strings.TrimSpace(name), key) {
			head = append(head, line)
			continue
		}
		if !done {
			head = append(head, key+" = "+value+"\n")
			done = true
		}
	}
	if !done {
		head = insertSetting(head, key+" = "+value+"\n")
	}
	return strings.Join(append(head, lines[rest:]...), "")
}

// insertSetting adds a line after the last one that is not blank.
func insertSetting(head []string, line string) []string {
	end := len(head)
	for end > 0 && strings.TrimSpace(head[end-1]) == "" {
		end--
	}
	if end > 0 && !strings.HasSuffix(head[end-1], "\n") {
		head[end-1] += "\n"
	}
	return append(append(append([]string{}, head[:end]...), line), head[end:]...)
}
