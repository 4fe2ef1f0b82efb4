package settings

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"lanyard/internal/atomicfile"
	"lanyard/internal/readfile"
)

// editWait bounds the wait for another process that edits the same file.
const editWait = 10 * time.Second

// Set writes one setting to the file; every other line stays as it is. An empty value removes the
// setting, so that the default holds again.
func (s *Settings) Set(ctx context.Context, key, value string) error {
	def, err := Define(key)
	if err != nil {
		return err
	}
	if value != "" {
		if err := def.check(value); err != nil {
			return fmt.Errorf("set %s: %w: %w", key, ErrInvalid, err)
		}
	}
	held, err := s.Paths.Locks().Acquire(ctx, "settings", editWait)
	if err != nil {
		return fmt.Errorf("set %s: %w", key, err)
	}
	defer func() { _ = held.Release() }()
	text, err := readfile.Read(s.Paths.Config, fileLimit)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("set %s: %w", key, err)
	}
	if err := atomicfile.Write(s.Paths.Config, []byte(edit(string(text), key, value))); err != nil {
		return fmt.Errorf("set %s: %w", key, err)
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
