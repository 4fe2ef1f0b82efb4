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
	// pageSize is the largest number of entries in a page.
	pageSize = 100
	// pageLimit and listLimit bound lists without an end, in pages and in bytes. The largest organisations have
	// about ten thousand accounts.
	pageLimit = 1000
	listLimit = 16 << 20
	// entrySize is added to the length of an entry's texts, in bytes.
	entrySize = 64
)

// errEndless reports a list that repeats a page or passes the limits.
var errEndless = errors.New("the list of pages does not end")

// Account is an AWS account that the person may use, as the server describes it.
type Account struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Accounts lists the accounts that the person may use, in the server's order.
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

// Roles lists the names of the roles that the person may use in an account.
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

// page is one page of either list.
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

// pages calls visit for every page of a list. visit returns the size of the page in bytes.
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
