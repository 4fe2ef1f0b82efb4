package creds

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// A ProxyError means that a variable such as HTTPS_PROXY does not hold the address of a proxy. It does not
// quote the value, which may hold a password.
type ProxyError struct{ Variable string }

func (e *ProxyError) Error() string { return e.Variable + ": not the address of a proxy" }

// proxy is http.ProxyFromEnvironment for the Resolver's environment instead of the process's, except that
// a variable which can't be read is an error: a direct connection would go around what the person wants.
func (r *Resolver) proxy() func(*http.Request) (*url.URL, error) {
	problems := map[string]*ProxyError{}
	// A placeholder lets httpproxy decide whether a request would go through the proxy.
	find := func(scheme string, names ...string) string {
		name, value := firstNamed(r.getenv, names...)
		if value == "" || isProxy(value) {
			return value
		}
		problems[scheme] = &ProxyError{name}
		return "proxy.invalid"
	}
	settings := httpproxy.Config{
		HTTPProxy:  find("http", "HTTP_PROXY", "http_proxy"),
		HTTPSProxy: find("https", "HTTPS_PROXY", "https_proxy"),
		NoProxy:    firstSet(r.getenv, "NO_PROXY", "no_proxy"),
		// In a CGI program HTTP_PROXY holds the Proxy header of the request, which a stranger controls.
		CGI: r.getenv("REQUEST_METHOD") != "",
	}
	choose := settings.ProxyFunc()
	return func(req *http.Request) (*url.URL, error) {
		proxy, err := choose(req.URL)
		if problem := problems[req.URL.Scheme]; proxy != nil && problem != nil {
			return nil, problem
		}
		return proxy, err
	}
}

// isProxy reports whether net/http can use a proxy: a URL, or a host with or without a port.
func isProxy(address string) bool {
	u, err := url.Parse(address)
	if (err != nil || u.Scheme == "" || u.Host == "") && !strings.Contains(address, "://") {
		u, err = url.Parse("http://" + address)
	}
	return err == nil && u.Hostname() != "" && strings.Trim(u.Path, "/") == "" &&
		slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme)
}
