// Package ptytest runs a program on a terminal for tests: the terminal is a real one, tmux, so that
// what a person would see is not judged by our own idea of escape sequences. Each Terminal is a tmux
// server of its own with a private socket and no configuration, which ends with the test.
//
// Where tmux is missing a test skips; .ci/run installs it.
//
// Pty is the same without an emulator, for measuring what a program writes and when.
package ptytest
