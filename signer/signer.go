package signer

import (
	"net/http"
	"sync"
	"time"
)

// Signer signs requests and caches the keys that it derives. The zero Signer is ready for use. It may be used by
// any number of goroutines and must not be copied.
type Signer struct {
	// Now is the clock for requests whose Options have no Time; nil means time.Now.
	Now func() time.Time

	keys  keyCache
	keysA keyCacheA
	works sync.Pool
}

// New returns a Signer that uses the system's clock.
func New() *Signer { return &Signer{} }

// Sign signs a request in place: in its headers, or in its URL with o.InQuery.
//
// Sign reads the body to hash it, unless the options or an X-Amz-Content-Sha256 header contain the hash. It reads
// it through GetBody or rewinds it. A body that supports neither is signed in chunks while it is sent, if the
// request goes to S3 and the length is known, and is otherwise kept in memory, up to 16 MiB.
//
// A request that was signed in its headers may be signed again. One that was signed in the query, or
// whose body is signed in chunks, may not: sign a clone.
func (s *Signer) Sign(r *http.Request, c Credentials, o Options) error {
	w := s.work()
	defer s.release(w)
	if err := w.sign(s, r, c, &o); err != nil {
		return err
	}
	return w.apply(s)
}

// Explain signs a request in place like Sign, and returns how it was signed.
func (s *Signer) Explain(r *http.Request, c Credentials, o Options) (*Explanation, error) {
	w := s.work()
	defer s.release(w)
	if err := w.sign(s, r, c, &o); err != nil {
		return nil, err
	}
	if err := w.apply(s); err != nil {
		return nil, err
	}
	return w.explain(), nil
}

// Presigned is a URL that carries its own signature.
type Presigned struct {
	URL     string
	Header  http.Header // the signed headers, which must be sent with the URL; nil if only Host is signed
	Expires time.Time   // zero if the URL does not contain its expiry
	Notes   []string    // warnings about how the request is sent
}

// Presign returns the signed URL of a request. It does not change the request, except that it reads and rewinds
// the body if the signature covers the body's hash, which is so for all services but S3.
func (s *Signer) Presign(r *http.Request, c Credentials, o Options) (Presigned, error) {
	w := s.work()
	defer s.release(w)
	o.InQuery = true
	if err := w.sign(s, r, c, &o); err != nil {
		return Presigned{}, err
	}
	return w.presigned(), nil
}

func (s *Signer) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

func (s *Signer) work() *work {
	if w, ok := s.works.Get().(*work); ok {
		return w
	}
	return &work{}
}

func (s *Signer) release(w *work) {
	w.reset()
	s.works.Put(w)
}
