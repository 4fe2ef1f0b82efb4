package fakeaws

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
)

const (
	bearerHeader = "X-Amz-Sso_bearer_token" //nolint:gosec // the name of a header
	portalPage   = 20                       // entries of a page unless the client asks for another number
	maxPage      = 100
)

// portalService is the access portal:
// https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/Welcome.html
func portalService(s *Server) *restService {
	return &restService{
		refusal: portalRefusal,
		routes: map[string]route{
			"/assignment/accounts":    {name: "ListAccounts", method: http.MethodGet, run: s.signedIn(s.listing(s.listAccounts))},
			"/assignment/roles":       {name: "ListAccountRoles", method: http.MethodGet, run: s.signedIn(s.listing(s.listAccountRoles))},
			"/federation/credentials": {name: "GetRoleCredentials", method: http.MethodGet, run: s.signedIn(s.getRoleCredentials)},
			"/logout":                 {name: "Logout", method: http.MethodPost, run: s.signedIn(s.logout)},
		},
	}
}

// signedIn runs an operation for the session of the call's token, with the world locked.
func (s *Server) signedIn(run func(*call, *ssoSession) (any, *apiError)) func(*call) (any, *apiError) {
	return func(c *call) (any, *apiError) {
		s.world.mu.Lock()
		defer s.world.mu.Unlock()
		now := s.world.clock()
		token, ok := s.world.sso.access.get(c.Header.Get(bearerHeader))
		if !ok || !now.Before(token.expires) || !token.session.lives(now) {
			return nil, newError(http.StatusUnauthorized, "UnauthorizedException", "Session token not found or invalid")
		}
		if scopes := token.session.scopes; len(scopes) > 0 && !slices.Contains(scopes, ssoAccountScope) {
			return nil, errNoAccess()
		}
		return run(c, token.session)
	}
}

func (s *Server) listAccounts(c *call, session *ssoSession) (any, *apiError) {
	type account struct {
		ID    string `json:"accountId"`
		Name  string `json:"accountName"`
		Email string `json:"emailAddress"`
	}
	from, to, next, refusal := paged(c, len(session.spec.Accounts))
	if refusal != nil {
		return nil, refusal
	}
	list := []account{}
	for _, a := range session.spec.Accounts[from:to] {
		list = append(list, account{a.ID, a.Name, a.Email})
	}
	return map[string]any{"accountList": list, "nextToken": next}, nil
}

func (s *Server) listAccountRoles(c *call, session *ssoSession) (any, *apiError) {
	type role struct {
		Name    string `json:"roleName"`
		Account string `json:"accountId"`
	}
	id := c.URL.Query().Get("account_id")
	if refusal := checkAccountID(id); refusal != nil {
		return nil, refusal
	}
	account, ok := session.spec.account(id)
	if !ok {
		return nil, errNoAccess()
	}
	from, to, next, refusal := paged(c, len(account.Roles))
	if refusal != nil {
		return nil, refusal
	}
	list := []role{}
	for _, name := range account.Roles[from:to] {
		list = append(list, role{name, id})
	}
	return map[string]any{"roleList": list, "nextToken": next}, nil
}

func (s *Server) getRoleCredentials(c *call, session *ssoSession) (any, *apiError) {
	id, name := c.URL.Query().Get("account_id"), c.URL.Query().Get("role_name")
	if refusal := checkAccountID(id); refusal != nil {
		return nil, refusal
	}
	if name == "" {
		return nil, errPortalRequest("roleName is required")
	}
	account, ok := session.spec.account(id)
	// AWS gives the same error for an account or role that does not exist.
	if !ok || !slices.Contains(account.Roles, name) {
		return nil, errNoAccess()
	}
	spec := session.spec
	issued := s.world.issue(&credential{
		who: identity{
			arn:     arn("sts", id, "assumed-role", spec.iamRole(id, name)+"/"+session.user),
			id:      spec.iamRoleID(id, name) + ":" + session.user,
			account: id,
		},
		roleARN: spec.roleARN(id, name), expires: s.end(spec.RoleLife),
	})
	return map[string]any{"roleCredentials": map[string]any{
		"accessKeyId": issued.id, "secretAccessKey": issued.secret.Reveal(), "sessionToken": issued.token.Reveal(),
		"expiration": issued.expires.UnixMilli(),
	}}, nil
}

// logout ends the sign-in and all its tokens. Role credentials stay valid until they expire.
func (s *Server) logout(_ *call, session *ssoSession) (any, *apiError) {
	session.revoked = true
	return nil, nil
}

// listing runs an operation that is throttled by ListRate.
func (s *Server) listing(run func(*call, *ssoSession) (any, *apiError)) func(*call, *ssoSession) (any, *apiError) {
	return func(c *call, session *ssoSession) (any, *apiError) {
		if !s.world.mayList(session.spec) {
			return nil, errThrottled(http.StatusBadRequest)
		}
		return run(c, session)
	}
}

// paged returns the requested range of total entries, and the token of the next page, nil if there is none.
func paged(c *call, total int) (from, to int, next *string, refusal *apiError) {
	q := c.URL.Query()
	size := portalPage
	if given := q.Get("max_result"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 || n > maxPage {
			return 0, 0, nil, errPortalRequest("maxResults must be between 1 and 100")
		}
		size = n
	}
	if given := q.Get("next_token"); given != "" {
		raw, err := base64.URLEncoding.DecodeString(given)
		if err != nil {
			return 0, 0, nil, errPortalRequest("Invalid next token")
		}
		if from, err = strconv.Atoi(string(raw)); err != nil || from < 0 {
			return 0, 0, nil, errPortalRequest("Invalid next token")
		}
	}
	from = min(from, total)
	if to = from + size; to >= total {
		return from, total, nil, nil
	}
	token := base64.URLEncoding.EncodeToString([]byte(strconv.Itoa(to)))
	return from, to, &token, nil
}

func checkAccountID(id string) *apiError {
	if !accountID().MatchString(id) {
		return errPortalRequest("Invalid account id")
	}
	return nil
}

func errPortalRequest(message string) *apiError {
	return newError(http.StatusBadRequest, "InvalidRequestException", message)
}

func errNoAccess() *apiError {
	return newError(http.StatusForbidden, "ForbiddenException", "No access")
}

func portalRefusal(e *apiError) (*apiError, any) {
	switch e.code {
	case "Throttling":
		e = newError(http.StatusTooManyRequests, "TooManyRequestsException", e.message)
	case "AccessDenied":
		e = newError(http.StatusForbidden, "ForbiddenException", e.message)
	case "InternalFailure":
		e = newError(e.status, "InternalServerException", e.message)
	}
	return e, map[string]string{"message": e.message, "__type": "com.amazonaws.switchboard.portal#" + e.code}
}
