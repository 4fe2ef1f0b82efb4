package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lanyard/profiles"
)

// editWait bounds the wait for another process that edits the same file.
const editWait = 10 * time.Second

// ErrSecretSetting says that a setting is a secret, which belongs into the keychain.
var ErrSecretSetting = errors.New("a secret: arguments can be seen by every process")

// KeyValues reads KEY=VALUE texts. Secret settings are refused with ErrSecretSetting.
func KeyValues(texts []string) ([]profiles.KV, error) {
	var sets []profiles.KV
	for _, text := range texts {
		key, value, ok := strings.Cut(text, "=")
		key = strings.ToLower(strings.TrimSpace(key))
		if !ok || key == "" {
			return nil, fmt.Errorf("invalid setting %q: want KEY=VALUE", text)
		}
		if slices.Contains([]string{"aws_secret_access_key", "aws_session_token", "aws_security_token"}, key) {
			return nil, fmt.Errorf("%s is %w", key, ErrSecretSetting)
		}
		sets = append(sets, profiles.KV{Key: key, Value: strings.TrimSpace(value)})
	}
	return sets, nil
}

// Apply makes a prepared change of the AWS files.
func (a *App) Apply(ctx context.Context, change *profiles.Change) error {
	s, err := a.Settings()
	if err != nil {
		return err
	}
	o := profiles.ApplyOptions{Locks: s.Paths.Locks(), Wait: a.WaitLimit(), Keep: a.keepReplaced, Warn: a.warn}
	if err := change.Apply(ctx, o); err != nil {
		return err
	}
	a.Reload()
	return nil
}

func (a *App) warn(err error) {
	if err != nil && a.config.Warn != nil {
		a.config.Warn(err.Error())
	}
}

// RemoveProfile prepares to remove a profile from the files.
func (a *App) RemoveProfile(name string) (*profiles.Change, error) {
	change, err := a.Files().Remove(name)
	if errors.Is(err, profiles.ErrNotFound) && a.begun("remove", name) {
		return &profiles.Change{}, nil
	}
	return change, err
}

// ApplyRemove makes the change that RemoveProfile prepared.
func (a *App) ApplyRemove(ctx context.Context, change *profiles.Change, name string) error {
	if err := a.begin("remove", name); err != nil {
		return err
	}
	return a.Apply(ctx, change)
}
