package sso

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	"lanyard/internal/redact"
)

const (
	// pageSize is the most that a page holds.
	pageSize = 100
	// pageLimit ends lists whose next page never ends: a hundred thousand entries.
	pageLimit = 1000
)

// errEndless is a list that goes round in a circle.
var errEndless = errors.New("the list of pages does not end")

// Account is one that a person may use.
type Account struct {
	ID    string
	Name  string
	Email string
}

// Accounts lists the accounts that a token opens, in the server's order.
func (c *Client) Accounts(ctx context.Context, access redact.Secret) ([]Account, error) {
	var list []Account
	err := c.pages(ctx, "ListAccounts", "/assignment/accounts", nil, access, func(p *page) {
		for _, a := range p.Accounts {
			list = append(list, Account{ID: a.ID, Name: a.Name, Email: a.Email})
		}
	})
	return list, err
}

// Roles lists the names of the roles that a token opens in an account.
func (c *Client) Roles(ctx context.Context, access redact.Secret, account string) ([]string, error) {
	var list []string
	err := c.pages(ctx, "ListAccountRoles", "/assignment/roles", url.Values{"account_id": {account}}, access, func(p *page) {
		for _, r := range p.Roles {
			list = append(list, r.Name)
		}
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

// pages visits every page of a list.
func (c *Client) pages(ctx context.Context, op, path string, more url.Values, access redact.Secret, visit func(*page)) error {
	query := url.Values{"max_result": {strconv.Itoa(pageSize)}}
	for name, values := range more {
		query[name] = values
	}
	for range pageLimit {
		var p page
		if err := c.call(ctx, c.ask(op, path, query, access), &p); err != nil {
			return err
		}
		visit(&p)
		if p.Next == "" {
			return nil
		}
		query.Set("next_token", p.Next)
	}
	return &Error{Op: op, Err: errEndless}
}
