package sso

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"lanyard/signer/request"
)

const (
	// pollInterval is the pause between two polls unless the server sets one, and the time that slow_down adds
	// to it (RFC 8628, 3.2 and 3.5).
	pollInterval = 5 * time.Second
	// pollFailures is the number of polls in a row that may fail before the sign-in fails, within
	// Sender.Timeout: laptops change networks during a sign-in.
	pollFailures = 5
	// deviceLimit bounds a device code's life and the pause between two polls, in seconds.
	deviceLimit = 24 * 60 * 60
)

// device shows a code for a person to approve, and polls until it is approved.
func (c *Client) device(ctx context.Context, s Session, r Registration) (Token, error) {
	var out struct {
		DeviceCode string `json:"deviceCode"`
		UserCode   string `json:"userCode"`
		Address    string `json:"verificationUri"`
		Complete   string `json:"verificationUriComplete"`
		ExpiresIn  int64  `json:"expiresIn"`
		Interval   int64  `json:"interval"`
	}
	in := deviceRequest{ClientID: r.ClientID, ClientSecret: r.Secret.Reveal(), StartURL: s.StartURL}
	if err := c.call(ctx, c.post("StartDeviceAuthorization", "/device_authorization", in), &out); err != nil {
		return Token{}, err
	}
	if out.DeviceCode == "" || out.UserCode == "" || !isPage(out.Address) || out.Complete != "" && !isPage(out.Complete) {
		return Token{}, ErrNoToken
	}
	ends := c.Clock().Add(time.Duration(min(out.ExpiresIn, deviceLimit)) * time.Second).UTC()
	shown := Event{
		State: StateOpening, Address: out.Address, UserCode: out.UserCode, Complete: out.Complete,
		Expires: earlier(ends, c.until(ctx)), Interval: time.Duration(min(out.Interval, deviceLimit)) * time.Second,
	}
	if shown.Interval <= 0 {
		shown.Interval = pollInterval
	}
	if err := c.show(shown); err != nil {
		return Token{}, err
	}
	shown.State = StateWaiting
	if err := c.show(shown); err != nil {
		return Token{}, err
	}
	return c.poll(ctx, r, out.DeviceCode, shown, ends)
}

// isPage reports whether a URL is http or https: the browser must not open a file or a program for a server.
func isPage(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

type deviceRequest struct {
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
	StartURL     string `json:"startUrl"`
}

// poll asks for the token until the code expires.
func (c *Client) poll(ctx context.Context, r Registration, code string, shown Event, ends time.Time) (Token, error) {
	failures, began := 0, time.Time{} // of the first failure in a row
	for c.Clock().Before(ends) {
		if err := c.Pause(ctx, shown.Interval); err != nil {
			return Token{}, err
		}
		if failures == 0 {
			began = c.Clock()
		}
		t, err := c.token(ctx, r, tokenRequest{GrantType: grantDevice, DeviceCode: code})
		var failed *request.Error
		switch {
		case err == nil:
			return t, nil
		case hasCode(err, codePending):
			failures = 0
		case hasCode(err, codeSlowDown):
			failures = 0
			shown.State, shown.Interval = StateSlowDown, shown.Interval+pollInterval
			if err := c.show(shown); err != nil {
				return Token{}, err
			}
		case hasCode(err, codeExpired):
			return Token{}, ErrExpired
		case hasCode(err, codeDenied):
			return Token{}, fmt.Errorf("%w in the browser", ErrDenied)
		case errors.As(err, &failed) && failed.Transient() && failures < pollFailures && ctx.Err() == nil &&
			(c.Timeout == 0 || c.Clock().Add(shown.Interval).Sub(began) < c.Timeout):
			failures++
		default:
			return Token{}, err
		}
	}
	return Token{}, ErrExpired
}
