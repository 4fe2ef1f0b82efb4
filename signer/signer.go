package signer

import (
	"net/http"
	"sync"
	"time"
)

// Signer signs requests, and remembers the keys that it derived for it. The zero Signer is ready for
// use. Any number of goroutines may use one; it must not be copied.
type Signer struct {
	// Now is the clock for requests whose Options have no time of their own; nil is time.Now.
	Now func() time.Time

	keys  keyCache
	keysA keyCacheA
	works sync.Pool
}

// New returns a Signer that signs with the system's time.
func New() *Signer { return &Signer{} }

// Sign signs a request in place: in its headers, or in its URL with o.InQuery.
//
// The body is read to be hashed, unless the options or an X-Amz-Content-Sha256 header of the request
// say what it is, and can be read again afterwards: through GetBody or by seeking. Any other body of a
// request to S3 whose length is known is signed while it is sent, chunk by chunk; the rest is held in
// memory, up to 16 MiB.
//
// A request that was signed in its headers may be signed anew. One that was signed in the query, or
// whose body is signed in chunks, may not: sign a clone.
func (s *Signer) Sign(r *http.Request, c Credentials, o Options) error {
	w := s.work()
	defer s.release(w)
	if err := w.sign(s, r, c, &o); err != nil {
		return err
	}
	return w.apply(s)
}

// Explain signs a request in place as Sign does, and tells how.
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
	Header  http.Header // what must be sent along, since it is signed; nil when nothing but Host is
	Expires time.Time   // zero when the URL does not say
	Notes   []string    // what a person should know of how it is sent
}

// Presign returns the URL of a request, signed. The request stays as it is, but for its body, which is
// read and rewound where its hash is part of the signature: for S3 it is not.
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
