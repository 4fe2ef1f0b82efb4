package fakeaws

import (
	"fmt"
	"slices"
	"strings"
)

// ApprovalMode is the behaviour of the person at the browser.
type ApprovalMode string

// The modes. Ask waits for the page's buttons, ApproveDevice or DenyDevice.
const (
	Ask        ApprovalMode = "ask"
	ApproveAll ApprovalMode = "approve"
	DenyAll    ApprovalMode = "deny"
)

// Approval configures how sign-ins are answered. The zero value asks.
type Approval struct {
	Mode ApprovalMode
	// User signs in instead of the instance's own.
	User string
}

func (a Approval) user(spec *SSOSpec) string {
	if a.User != "" {
		return a.User
	}
	return spec.User
}

// SetApproval changes how later sign-ins are answered.
func (s *Server) SetApproval(a Approval) error {
	if a.Mode == "" {
		a.Mode = Ask
	}
	if !slices.Contains([]ApprovalMode{Ask, ApproveAll, DenyAll}, a.Mode) {
		return fmt.Errorf("set the approval: unknown mode %q", a.Mode)
	}
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.world.sso.approval = a
	return nil
}

// PendingDevices lists the user codes that wait for a decision, oldest first.
func (s *Server) PendingDevices() []string {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	var codes []string
	for _, key := range s.world.sso.devices.order {
		if g := s.world.sso.devices.byKey[key]; g.pending(s.world) {
			codes = append(codes, g.userCode)
		}
	}
	return codes
}

// pending reports whether a person can still decide. The caller holds w.mu.
func (g *deviceGrant) pending(w *World) bool {
	return g.decision == undecided && w.clock().Before(g.expires)
}

// ApproveDevice lets the device with that user code sign in.
func (s *Server) ApproveDevice(userCode string) error { return s.decideDevice(userCode, approved) }

// DenyDevice refuses the device with that user code.
func (s *Server) DenyDevice(userCode string) error { return s.decideDevice(userCode, denied) }

func (s *Server) decideDevice(userCode string, d decision) error {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, g := range w.sso.devices.byKey {
		if !strings.EqualFold(g.userCode, strings.TrimSpace(userCode)) {
			continue
		}
		if !g.pending(w) {
			return fmt.Errorf("decide on device %q: it is expired or decided", userCode)
		}
		g.decision, g.user = d, w.sso.approval.user(g.spec)
		return nil
	}
	return fmt.Errorf("decide on device %q: %w", userCode, ErrUnknown)
}
