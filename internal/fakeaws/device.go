package fakeaws

import (
	"crypto/rand"
	"fmt"
	"slices"
	"time"
)

// slowerBy is added to the poll interval each time that a client polls too soon:
// https://datatracker.ietf.org/doc/html/rfc8628#section-3.5
const slowerBy = 5 * time.Second

// deviceGrant is a pending device authorization.
type deviceGrant struct {
	client   *oidcClient
	spec     *SSOSpec
	userCode string
	expires  time.Time
	interval time.Duration
	asked    time.Time // last
	decision decision
	user     string
	used     bool
}

type decision int

const (
	undecided decision = iota
	approved
	denied
)

func (s *Server) startDevice(c *call) (any, *apiError) {
	var in struct{ ClientID, ClientSecret, StartURL string }
	if refusal := c.read(&in, "clientId", "startUrl"); refusal != nil {
		return nil, refusal
	}
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	client, refusal := s.world.client(in.ClientID, in.ClientSecret)
	if refusal != nil {
		return nil, refusal
	}
	if !slices.Contains(client.grants, grantDevice) {
		return nil, oidcError("UnauthorizedClientException", "Client is not authorized for the device flow")
	}
	spec := s.world.instance(c, in.StartURL)
	if spec == nil {
		return nil, oidcInvalidRequest("Invalid start url provided")
	}
	grant := &deviceGrant{
		client: client, spec: spec, userCode: newUserCode(),
		expires: s.world.clock().Add(spec.DeviceLife), interval: spec.Interval,
	}
	grant.decide(s.world.sso.approval)
	code := newOpaque(64).Reveal()
	s.world.sso.devices.put(code, grant)
	page := spec.DevicePage
	if page == "" {
		page = s.URL() + devicePath
	}
	return map[string]any{
		"deviceCode": code, "userCode": grant.userCode,
		"verificationUri":         page,
		"verificationUriComplete": page + "?user_code=" + grant.userCode,
		"expiresIn":               int(spec.DeviceLife / time.Second),
		"interval":                int(spec.Interval / time.Second),
	}, nil
}

// decide applies the approval mode.
func (g *deviceGrant) decide(a Approval) {
	g.user = a.user(g.spec)
	switch a.Mode {
	case ApproveAll:
		g.decision = approved
	case DenyAll:
		g.decision = denied
	case Ask:
	}
}

// byDevice returns the tokens for a device code. The caller holds w.mu.
func (w *World) byDevice(client *oidcClient, in tokenRequest) (*ssoSession, *apiError) {
	if in.DeviceCode == "" {
		return nil, oidcInvalidRequest("deviceCode is required")
	}
	grant, ok := w.sso.devices.get(in.DeviceCode)
	if !ok || grant.client != client || grant.used {
		return nil, oidcInvalidGrant("Invalid device code provided")
	}
	now := w.clock()
	if !now.Before(grant.expires) {
		return nil, oidcError("ExpiredTokenException", "Device code is expired")
	}
	last := grant.asked
	grant.asked = now
	if !last.IsZero() && now.Sub(last) < grant.interval {
		grant.interval += slowerBy
		return nil, oidcError("SlowDownException", "Polling too frequently")
	}
	switch grant.decision {
	case undecided:
		return nil, oidcError("AuthorizationPendingException", "Authorization is pending")
	case denied:
		return nil, oidcError("AccessDeniedException", "The request was denied")
	case approved:
	}
	grant.used = true
	return w.newSSOSession(grant.spec, grant.user, client.scopes), nil
}

// newUserCode returns a code of letters that can't form words, as RFC 8628 recommends in section 6.1.
func newUserCode() string {
	const letters = "BCDFGHJKLMNPQRSTVWXZ"
	var raw [8]byte
	_, _ = rand.Read(raw[:])
	for i, b := range raw {
		raw[i] = letters[int(b)%len(letters)]
	}
	return fmt.Sprintf("%s-%s", raw[:4], raw[4:])
}
