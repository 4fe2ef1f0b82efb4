package fakeaws

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
)

// restService is a service of the REST-JSON protocol. Its requests are not signed: their path selects the service.
type restService struct {
	routes map[string]route // by path
	// refusal translates a common refusal into the service's own code and message, and returns its body.
	refusal func(*apiError) (*apiError, any)
}

// route is an operation or a page for a browser.
type route struct {
	name, method string
	run          func(c *call) (any, *apiError)
	page         func(w http.ResponseWriter, c *call)
}

func (s *restService) action(c *call) string { return s.routes[c.URL.Path].name }

func (s *restService) signed(string) bool { return false }

func (s *restService) serve(w http.ResponseWriter, c *call) {
	r := s.routes[c.URL.Path]
	if c.Method != r.method {
		s.refuse(w, newError(http.StatusNotFound, "UnknownOperationException", "No operation has this method."))
		return
	}
	if r.page != nil {
		r.page(w, c)
		return
	}
	result, refusal := r.run(c)
	if refusal != nil {
		s.refuse(w, refusal)
		return
	}
	writeJSON(w, http.StatusOK, result)
}

func (s *restService) refuse(w http.ResponseWriter, e *apiError) {
	e, body := s.refusal(e)
	w.Header().Set("X-Amzn-Errortype", e.code)
	writeJSON(w, e.status, body)
}

// writeJSON writes the status, and v unless it is nil.
func writeJSON(w http.ResponseWriter, status int, v any) {
	var body []byte
	if v != nil {
		var err error
		if body, err = json.Marshal(v); err != nil {
			http.Error(w, "the answer can't be encoded", http.StatusInternalServerError)
			return
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}

// read decodes a JSON body. The values with the given keys, which are not secret, become the call's parameters for
// Requests.
func (c *call) read(into any, keys ...string) *apiError {
	if err := json.Unmarshal(c.body, into); err != nil {
		return oidcInvalidRequest("The body is not valid JSON for this operation.")
	}
	var all map[string]any
	_ = json.Unmarshal(c.body, &all) // it was decoded above
	for _, key := range keys {
		switch v := all[key].(type) {
		case string:
			c.params.Set(key, v)
		case []any:
			c.params[key] = strs(v)
		}
	}
	return nil
}

func strs(list []any) []string {
	var found []string
	for _, v := range list {
		if s, ok := v.(string); ok {
			found = append(found, s)
		}
	}
	return found
}

// redirect sends a browser to a page with additional query parameters.
func redirect(w http.ResponseWriter, to string, more url.Values) {
	u, err := url.Parse(to)
	if err != nil {
		http.Error(w, "the address can't be read", http.StatusBadRequest)
		return
	}
	query := u.Query()
	for name, values := range more {
		query[name] = values
	}
	u.RawQuery = query.Encode()
	w.Header().Set("Location", u.String())
	w.WriteHeader(http.StatusFound)
}
