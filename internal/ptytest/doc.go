// Package ptytest runs programs on a terminal for tests. The terminal is tmux, so that an independent emulator
// interprets the escape sequences. Each Terminal has its own tmux server, with a private socket and no
// configuration, which ends with the test.
//
// Tests skip if tmux is missing; .ci/run installs it.
//
// A Pty has no emulator. It measures when a program writes, and which bytes.
package ptytest
