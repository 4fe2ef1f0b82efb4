// Package demo sets up the world of "lanyard demo": a temporary home with example profiles, and the
// local AWS of fakeaws behind them. Processes reach it through the environment that it makes. It does
// not read or write the person's own AWS files or keychain, and starts no process.
package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"lanyard/internal/fakeaws"
)

// Options say what a Demo is made of.
type Options struct {
	// Self is the lanyard program, which the demo's PATH leads to.
	Self string
	// Dir is the home to lay out. If it is empty, a temporary folder is made, which Close removes.
	Dir string
}

// Demo is a running demo.
type Demo struct {
	*Home
	server *fakeaws.Server
	remove string
}

// Start lays out a home and starts its local AWS.
func Start(opts Options) (_ *Demo, err error) {
	d := &Demo{server: fakeaws.New(fakeaws.NewWorld(), verifier{}, fakeaws.Options{})}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	dir := opts.Dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "lanyard-demo-*"); err != nil {
			return nil, fmt.Errorf("make the demo's home: %w", err)
		}
		d.remove = dir
	}
	if _, err = d.server.Start(); err != nil {
		return nil, err
	}
	if d.Home, err = Lay(dir, d.server); err != nil {
		return nil, err
	}
	if err = d.Install(opts.Self); err != nil {
		return nil, err
	}
	return d, nil
}

// Server is the demo's AWS.
func (d *Demo) Server() *fakeaws.Server { return d.server }

// Close stops the local AWS and removes the home if Start made it. Processes that still live in the
// demo lose both.
func (d *Demo) Close() error {
	err := d.server.Close()
	if d.remove != "" {
		err = errors.Join(err, removeAll(d.remove))
	}
	return err
}

// removeAll removes the home. Programs that the demo's shell left in the background, such as fish
// making its completions, may still write there for a moment.
func removeAll(dir string) (err error) {
	for range 20 {
		if err = os.RemoveAll(dir); err == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return err
}

// Code asks the local AWS at address, which "mfa-code" names, for a code that will be accepted. It
// is refused unless the address is on loopback.
func Code(ctx context.Context, address string) (string, error) {
	return ask(ctx, "ask for a code", address)
}
