package sso

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	"lanyard/internal/redact"
	"lanyard/signer/request"
)

const (
	// pageSize is the most that a page holds.
	pageSize = 100
	// pageLimit and listLimit end lists that go on for ever: so many pages, so many bytes of names. The
	// largest organisations have some ten thousand accounts.
	pageLimit = 1000
	listLimit = 16 << 20
	// entrySize is what an entry without any text counts for.
	entrySize = 64
)

// errEndless reports a list that repeats a page or passes the limits.
var errEndless = errors.New("the list of pages does not end")

// An Account is one that a person may use. Its texts are the server's own.
type Account struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Accounts lists the accounts that a token opens, in the server's order.
func (c *Client) Accounts(ctx context.Context, access redact.Secret) ([]Account, error) {
	var list []Account
	err := c.pages(ctx, "ListAccounts", "/assignment/accounts", nil, access, func(p *page) (size int) {
		for _, a := range p.Accounts {
			size += len(a.ID) + len(a.Name) + len(a.Email) + entrySize
			list = append(list, Account{ID: a.ID, Name: a.Name, Email: a.Email})
		}
		return size
	})
	return list, err
}

// Roles lists the names of the roles that a token opens in an account.
func (c *Client) Roles(ctx context.Context, access redact.Secret, account string) ([]string, error) {
	var list []string
	err := c.pages(ctx, "ListAccountRoles", "/assignment/roles", url.Values{"account_id": {account}}, access, func(p *page) (size int) {
		for _, r := range p.Roles {
			size += len(r.Name) + entrySize
			list = append(list, r.Name)
		}
		return size
	})
	return list, err
}

// page is a part of either list.
type page struct {
	Accounts []struct {
		ID    string `json:"accountId"`
		Name  string `json:"accountName"`
		Email string `json:"emailAddress"`
	} `json:"accountList"`
	Roles []struct {
		Name string `json:"roleName"`
	} `json:"roleList"`
	Next string `json:"nextToken"`
}

// pages visits every page of a list. visit returns the size of the page's entries.
func (c *Client) pages(ctx context.Context, op, path string, more url.Values, access redact.Secret, visit func(*page) int) error {
	query := url.Values{"max_result": {strconv.Itoa(pageSize)}}
	for name, values := range more {
		query[name] = values
	}
	size := 0
	for range pageLimit {
		var p page
		if err := c.call(ctx, c.ask(op, path, query, access), &p); err != nil {
			return err
		}
		size += visit(&p)
		switch {
		case p.Next == "":
			return nil
		case p.Next == query.Get("next_token") || size > listLimit:
			return &request.Error{Op: op, Err: errEndless}
		}
		query.Set("next_token", p.Next)
	}
	return &request.Error{Op: op, Err: errEndless}
}
