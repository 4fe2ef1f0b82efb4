package fakeaws

import (
	"encoding/xml"
	"time"
)

func iamService(s *Server) service {
	q := &queryService{
		namespace: iamNamespace, version: "2010-05-08",
		actions: map[string]action{"GetUser": {run: s.getUser}},
	}
	for name, act := range q.actions {
		q.actions[name] = action{run: func(c *call) (any, *apiError) {
			// IAM refuses GetSessionToken credentials without MFA.
			if c.caller.temporary() && c.caller.roleARN == "" && !c.caller.mfa {
				return nil, errInvalidToken()
			}
			return act.run(c)
		}}
	}
	return q
}

type getUserResult struct {
	XMLName xml.Name `xml:"GetUserResult"`
	User    struct {
		Path       string
		UserName   string `xml:",omitempty"`
		UserID     string `xml:"UserId"`
		Arn        string
		CreateDate string
	}
}

func (s *Server) getUser(c *call) (any, *apiError) {
	u := c.caller.user
	if u == nil {
		return nil, errValidation("Must specify userName when calling with non-User credentials")
	}
	if name := c.params.Get("UserName"); name != "" && name != u.name {
		return nil, errNotAuthorized(u.arn, "iam:GetUser", arn("iam", u.account, "user", name))
	}
	var result getUserResult
	result.User.Path, result.User.UserID, result.User.Arn = "/", u.id, u.arn
	result.User.CreateDate = u.created.UTC().Format(time.RFC3339)
	if !u.root {
		result.User.UserName = u.name
	}
	return result, nil
}
