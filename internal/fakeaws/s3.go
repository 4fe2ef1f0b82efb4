package fakeaws

import (
	"crypto/md5" //nolint:gosec // an ETag is the MD5 of the object
	"encoding/hex"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// s3Service is a small S3: it accepts both kinds of bucket addresses, and reads and writes whole objects.
// https://docs.aws.amazon.com/AmazonS3/latest/API/
type s3Service struct{ server *Server }

// place holds the bucket and key of a request; "" if it has none.
type place struct{ bucket, key string }

// place parses the host ("bucket.s3.region.amazonaws.com") or the path ("/bucket/key").
func (s *s3Service) place(r *http.Request) place {
	path := strings.TrimPrefix(r.URL.Path, "/")
	if name, rest, ok := strings.Cut(r.Host, ".s3"); ok && name != "" && strings.ContainsAny(rest[:min(1, len(rest))], ".-") {
		return place{name, path}
	}
	name, key, _ := strings.Cut(path, "/")
	return place{name, key}
}

func (s *s3Service) action(c *call) string {
	at := s.place(c.Request)
	switch {
	case at.bucket == "":
		return "ListBuckets"
	case at.key == "" && c.Method == http.MethodGet:
		return "ListObjectsV2"
	case at.key == "" && c.Method == http.MethodHead:
		return "HeadBucket"
	}
	switch c.Method {
	case http.MethodGet:
		return "GetObject"
	case http.MethodHead:
		return "HeadObject"
	case http.MethodPut:
		return "PutObject"
	case http.MethodDelete:
		return "DeleteObject"
	}
	return "Unknown"
}

func (s *s3Service) signed(string) bool { return true }

func (s *s3Service) serve(w http.ResponseWriter, c *call) {
	w.Header().Del(requestIDHeader)
	w.Header().Set("X-Amz-Request-Id", newID("")[:16])
	w.Header().Set("X-Amz-Id-2", newOpaque(40).Reveal())
	if c.action == "ListBuckets" {
		writeXML(w, http.StatusOK, s.buckets())
		return
	}
	at := s.place(c.Request)
	b := s.server.world.bucket(at.bucket)
	if b == nil {
		refusal := newError(http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist")
		refusal.fields = []field{{"BucketName", at.bucket}}
		s.refuse(w, refusal)
		return
	}
	if refusal := s.do(w, c, b, at.key); refusal != nil {
		if c.Method == http.MethodHead { // without a body and its length
			w.WriteHeader(refusal.status)
			return
		}
		s.refuse(w, refusal)
	}
}

func (s *s3Service) do(w http.ResponseWriter, c *call, b *bucket, key string) *apiError {
	switch c.action {
	case "ListObjectsV2":
		writeXML(w, http.StatusOK, listing(b, c.URL.Query().Get("prefix")))
	case "HeadBucket":
		w.Header().Set("X-Amz-Bucket-Region", b.region)
		w.WriteHeader(http.StatusOK)
	case "GetObject", "HeadObject":
		o, refusal := b.get(key)
		if refusal != nil {
			return refusal
		}
		w.Header().Set("Etag", o.etag)
		w.Header().Set("Last-Modified", o.modified.UTC().Format(http.TimeFormat))
		if c.Method == http.MethodHead {
			w.Header().Set("Content-Type", o.contentType)
			w.Header().Set("Content-Length", strconv.Itoa(len(o.body)))
			return nil
		}
		writeBody(w, http.StatusOK, o.contentType, o.body)
	case "PutObject":
		sum := md5.Sum(c.body) //nolint:gosec // see above
		o := &object{
			key: key, body: c.body, etag: `"` + hex.EncodeToString(sum[:]) + `"`,
			contentType: c.Header.Get("Content-Type"), modified: s.server.now(),
		}
		if o.contentType == "" {
			o.contentType = "binary/octet-stream"
		}
		w.Header().Set("Etag", o.etag)
		return b.put(o)
	case "DeleteObject":
		b.remove(key)
		w.WriteHeader(http.StatusNoContent)
	default:
		return newError(http.StatusMethodNotAllowed, "MethodNotAllowed", "The specified method is not allowed against this resource.")
	}
	return nil
}

type xmlBuckets struct {
	XMLName xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListAllMyBucketsResult"`
	Names   []string `xml:"Buckets>Bucket>Name"`
}

func (s *s3Service) buckets() xmlBuckets {
	var found xmlBuckets
	w := s.server.world
	w.mu.Lock()
	defer w.mu.Unlock()
	for name := range w.buckets {
		found.Names = append(found.Names, name)
	}
	return found
}

type xmlListing struct {
	XMLName  xml.Name     `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListBucketResult"`
	Name     string       `xml:"Name"`
	Prefix   string       `xml:"Prefix"`
	KeyCount int          `xml:"KeyCount"`
	Contents []xmlContent `xml:"Contents"`
}

type xmlContent struct {
	Key, LastModified, ETag string
	Size                    int
}

func listing(b *bucket, prefix string) xmlListing {
	found := xmlListing{Name: b.name, Prefix: prefix}
	for _, o := range b.list() {
		if strings.HasPrefix(o.key, prefix) {
			found.Contents = append(found.Contents, xmlContent{o.key, o.modified.UTC().Format(time.RFC3339), o.etag, len(o.body)})
		}
	}
	found.KeyCount = len(found.Contents)
	return found
}

// region returns the region in a host, or "".
func (s *s3Service) region(host string) string {
	if m := s3Host().FindStringSubmatch(host); m != nil {
		return m[1]
	}
	return ""
}

var s3Host = lazily(`(?:^|\.)s3(?:\.dualstack)?[.-]([a-z]{2,4}(?:-[a-z]+)+-\d{1,2})\.amazonaws\.com`)
