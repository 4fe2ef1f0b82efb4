package profiles_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lanyard/internal/lock"
	"lanyard/internal/redact"
	"lanyard/profiles"
)

func save(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// An edit that another program's save overtakes is made again of what was saved.
func TestEditAgain(t *testing.T) {
	const config, keys = "[profile x]\na = 1\n[profile y]\nsource_profile = x\n", "[x]\nb = 1\n"
	for _, c := range []struct {
		name                          string
		edit                          func(profiles.Files) (*profiles.Change, error)
		savedConfig, savedCredentials string
		want, wantKeys                string
		err                           error
	}{
		{name: "set", edit: set("x", kv("a", "2")), savedConfig: "# new\n[profile x]\na = 1\nc = 3\n", savedCredentials: keys, want: "# new\n[profile x]\na = 2\nc = 3\n", wantKeys: keys},
		{name: "set by both", edit: set("x", kv("a", "2")), savedConfig: "[profile x]\na = 2\n", savedCredentials: keys, want: "[profile x]\na = 2\n", wantKeys: keys},
		{name: "rename, second file saved", edit: func(f profiles.Files) (*profiles.Change, error) { return f.Rename("x", "z") }, savedConfig: config, savedCredentials: "[w]\n[x]\nb = 2\n", want: "[profile z]\na = 1\n[profile y]\nsource_profile = z\n", wantKeys: "[w]\n[z]\nb = 2\n"},
		{name: "the new name is taken", edit: func(f profiles.Files) (*profiles.Change, error) { return f.Rename("x", "z") }, savedConfig: config + "[profile z]\n", savedCredentials: keys, want: config + "[profile z]\n", wantKeys: keys, err: profiles.ErrExists},
		{name: "removed by both", edit: func(f profiles.Files) (*profiles.Change, error) { return f.Remove("x") }, savedConfig: "[profile y]\n", savedCredentials: "# none\n", want: "[profile y]\n", wantKeys: "# none\n", err: profiles.ErrNotFound},
		{name: "added by both", edit: func(f profiles.Files) (*profiles.Change, error) { return f.Add("n", kv("a", "1")) }, savedConfig: "[profile n]\na = 2\n", savedCredentials: keys, want: "[profile n]\na = 2\n", wantKeys: keys, err: profiles.ErrExists},
		{name: "files removed", edit: set("x", kv("c", "2")), savedConfig: "", savedCredentials: keys, want: "[profile x]\nc = 2\n", wantKeys: keys},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := write(t, config, keys)
			change, err := c.edit(files)
			if err != nil {
				t.Fatal(err)
			}
			save(t, files.Config, c.savedConfig)
			save(t, files.Credentials, c.savedCredentials)
			if err := change.Apply(t.Context(), options(t.TempDir())); !errors.Is(err, c.err) {
				t.Errorf("error = %v, want %v", err, c.err)
			}
			if got := read(t, files.Config); got != c.want {
				t.Errorf("config: %q, want %q", got, c.want)
			}
			if got := read(t, files.Credentials); got != c.wantKeys {
				t.Errorf("credentials: %q, want %q", got, c.wantKeys)
			}
		})
	}
}

// A change whose second file can't be written leaves the first as it was.
func TestSecondFileFails(t *testing.T) {
	const config, keys = "[profile x]\na = 1\n", "[x]\nb = 1\n"
	t.Run("before a file is replaced", func(t *testing.T) {
		files := write(t, config, "")
		change, err := files.Set("x", []profiles.KV{{Key: "a", Value: "2"}, {Key: "aws_access_key_id", Value: "K"}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(files.Credentials, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := change.Apply(t.Context(), options(t.TempDir())); err == nil {
			t.Error("a folder was replaced")
		}
		if got := read(t, files.Config); got != config {
			t.Errorf("half of the change was made: %q", got)
		}
	})
	t.Run("after the first is replaced", func(t *testing.T) {
		files := write(t, config, keys)
		change, err := files.Rename("x", "y")
		apply(t, change, err)
		save(t, files.Credentials, "[y]\nb = 2\n")
		if err := change.Reverse().Apply(t.Context(), options(t.TempDir())); !errors.Is(err, profiles.ErrChanged) {
			t.Errorf("error = %v, want ErrChanged", err)
		}
		if got := read(t, files.Config); got != "[profile y]\na = 1\n" {
			t.Errorf("half of the change was made: %q", got)
		}
	})
}

// Two paths to one file are one document: neither edit of it replaces the other.
func TestSameFile(t *testing.T) {
	const text = "[profile x]\na = 1\n[x]\nb = 1\n[default]\nc = 1\n"
	link := func(link func(string, string) error) func(*testing.T, *profiles.Files) {
		return func(t *testing.T, f *profiles.Files) {
			if err := link(f.Config, f.Credentials); err != nil {
				t.Skip(err)
			}
		}
	}
	for name, same := range map[string]func(*testing.T, *profiles.Files){
		"same path":      func(_ *testing.T, f *profiles.Files) { f.Credentials = f.Config },
		"other spelling": func(_ *testing.T, f *profiles.Files) { f.Credentials = filepath.Dir(f.Config) + "/./config" },
		"symbolic link":  link(os.Symlink),
		"hard link":      link(os.Link),
	} {
		for _, c := range []struct {
			name, before, want string
			edit               func(profiles.Files) (*profiles.Change, error)
		}{
			{"rename", text, "[profile y]\na = 1\n[y]\nb = 1\n[default]\nc = 1\n", func(f profiles.Files) (*profiles.Change, error) { return f.Rename("x", "y") }},
			{"rename default", text, "[profile x]\na = 1\n[x]\nb = 1\n[profile d]\nc = 1\n", func(f profiles.Files) (*profiles.Change, error) { return f.Rename("default", "d") }},
			{"remove", text, "[default]\nc = 1\n", func(f profiles.Files) (*profiles.Change, error) { return f.Remove("x") }},
			{"remove default", text, "[profile x]\na = 1\n[x]\nb = 1\n", func(f profiles.Files) (*profiles.Change, error) { return f.Remove("default") }},
			{"set", text, "[profile x]\na = 2\n[x]\nb = 2\n[default]\nc = 1\n", set("x", []profiles.KV{{Key: "a", Value: "2"}, {Key: "b", Value: "2"}})},
			{"unset", text, "[profile x]\n[x]\n[default]\nc = 1\n", set("x", nil, "a", "b")},
			{"set keys", "[x]\nb = 1\n", "[x]\nb = 1\na = 1\naws_access_key_id = K\n", set("x", []profiles.KV{{Key: "a", Value: "1"}, {Key: "aws_access_key_id", Value: "K"}})},
			{"add", "", "[profile n]\na = 1\naws_access_key_id = K\n", func(f profiles.Files) (*profiles.Change, error) {
				return f.Add("n", []profiles.KV{{Key: "a", Value: "1"}, {Key: "aws_access_key_id", Value: "K"}})
			}},
			{"remove keys", "[x]\naws_access_key_id = K\n[profile x]\na = 1\naws_secret_access_key = S\n", "[profile x]\na = 1\n", func(f profiles.Files) (*profiles.Change, error) { return f.RemoveKeys("x", "K", redact.New("S")) }},
		} {
			t.Run(name+"/"+c.name, func(t *testing.T) {
				files := write(t, c.before, "")
				if c.before == "" && name == "hard link" {
					t.Skip("there is nothing to link")
				}
				same(t, &files)
				change, err := c.edit(files)
				apply(t, change, err)
				if got := read(t, files.Config); got != c.want {
					t.Errorf("%q, want %q", got, c.want)
				}
				if got := len(change.Files()); got != 1 {
					t.Errorf("%d files were written", got)
				}
			})
		}
	}
}

// The second try of an edit that was killed between its two files completes it.
func TestHalfAdded(t *testing.T) {
	files := write(t, "[profile x]\na = 1\n", "")
	change, err := files.Add("x", []profiles.KV{{Key: "A", Value: "1"}, {Key: "aws_access_key_id", Value: "K"}})
	apply(t, change, err)
	if got := read(t, files.Credentials); got != "[x]\naws_access_key_id = K\n" {
		t.Errorf("credentials: %q", got)
	}
	change, err = files.Add("x", []profiles.KV{{Key: "a", Value: "1"}, {Key: "aws_access_key_id", Value: "K"}})
	if err != nil || !change.Empty() {
		t.Errorf("once more it is %v, %v", change, err)
	}
}

func TestApplyWaits(t *testing.T) {
	files := write(t, "[profile x]\na = 1\n", "")
	locks := t.TempDir()
	held, err := lock.Dir(locks).Acquire(t.Context(), "aws files", 0)
	if err != nil {
		t.Fatal(err)
	}
	change, err := files.Remove("x")
	if err != nil {
		t.Fatal(err)
	}
	o := options(locks)
	o.Wait = 1
	var timeout *lock.TimeoutError
	if err := change.Apply(t.Context(), o); !errors.As(err, &timeout) {
		t.Errorf("error = %v, want a TimeoutError", err)
	}
	if err := held.Release(); err != nil {
		t.Fatal(err)
	}
	apply(t, change, nil)
}

func TestCompleteRename(t *testing.T) {
	for _, c := range []struct {
		name, config, keys, want, wantKeys string
		err                                error
	}{
		{"the first file has the new name", "[profile y]\n[profile z]\nsource_profile = y\n", "[x]\nb = 1\n", "[profile y]\n[profile z]\nsource_profile = y\n", "[y]\nb = 1\n", nil},
		{"neither has it", "[profile x]\n", "[x]\n", "[profile y]\n", "[y]\n", nil},
		{"both have it", "[profile y]\n", "[y]\n", "[profile y]\n", "[y]\n", nil},
		{"one has both", "[profile y]\n", "[x]\n[y]\n", "[profile y]\n", "[x]\n[y]\n", profiles.ErrExists},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := write(t, c.config, c.keys)
			change, err := files.CompleteRename("x", "y")
			if !errors.Is(err, c.err) {
				t.Fatalf("error = %v, want %v", err, c.err)
			}
			if err == nil {
				apply(t, change, nil)
			}
			if got := read(t, files.Config) + read(t, files.Credentials); got != c.want+c.wantKeys {
				t.Errorf("%q, want %q", got, c.want+c.wantKeys)
			}
		})
	}
}
