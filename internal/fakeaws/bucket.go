package fakeaws

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// maxObjects bounds the objects in a bucket.
const maxObjects = 1000

// bucket is a bucket of the fake S3.
type bucket struct {
	name, region string

	mu      sync.Mutex
	objects map[string]*object
}

// object is one stored object.
type object struct {
	key, etag, contentType string
	body                   []byte
	modified               time.Time
}

// AddBucket adds an empty bucket in a region, which every valid signature may use.
func (w *World) AddBucket(name, region string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.buckets[name]; ok {
		return fmt.Errorf("add bucket %q: it exists already", name)
	}
	w.buckets[name] = &bucket{name: name, region: region, objects: map[string]*object{}}
	return nil
}

// bucket returns a bucket, or nil.
func (w *World) bucket(name string) *bucket {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buckets[name]
}

func (b *bucket) get(key string) (*object, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	found, ok := b.objects[key]
	if !ok {
		refusal := newError(http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
		refusal.fields = []field{{"Key", key}}
		return nil, refusal
	}
	return found, nil
}

func (b *bucket) put(o *object) *apiError {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.objects[o.key]; !ok && len(b.objects) >= maxObjects {
		return newError(http.StatusBadRequest, "TooManyBuckets", "This bucket is full.")
	}
	b.objects[o.key] = o
	return nil
}

func (b *bucket) remove(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.objects, key)
}

// list returns the objects in the order of their keys.
func (b *bucket) list() []*object {
	b.mu.Lock()
	defer b.mu.Unlock()
	found := make([]*object, 0, len(b.objects))
	for _, o := range b.objects {
		found = append(found, o)
	}
	slices.SortFunc(found, func(x, y *object) int {
		if x.key < y.key {
			return -1
		}
		return 1
	})
	return found
}
