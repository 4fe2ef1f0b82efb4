package request

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	// progressEvery is the shortest time between two progress events.
	progressEvery = 100 * time.Millisecond
	// leastRate is the lowest rate of a stream in bytes a second, as the average over the time limit, so that
	// a server that sends single bytes can't hold a request forever.
	leastRate = 1 << 10
	// tickEvery is the time between two checks of a stream, unless its limit is short.
	tickEvery = 500 * time.Millisecond
)

// watch cancels an exchange that takes longer than its limit. A stream may take longer as long as its rate is high
// enough.
type watch struct {
	limit  time.Duration
	cause  func() error // why the exchange was canceled; nil: it was not
	cancel context.CancelCauseFunc

	mu      sync.Mutex
	timer   *time.Timer // nil: no limit
	stopped bool
	began   bool    // the answer has begun
	moved   []int64 // bytes in each tick of the last limit; nil: not streaming
	ticks   int
}

func newWatch(ctx context.Context, limit time.Duration) (context.Context, *watch) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watch{limit: limit, cause: func() error { return context.Cause(ctx) }, cancel: cancel}
	if limit > 0 {
		w.timer = time.AfterFunc(limit, w.tick)
	}
	return ctx, w
}

// tick runs at the end of the limit, and regularly during a stream.
func (w *watch) tick() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped {
		return
	}
	if w.moved == nil {
		w.cancel(ErrTimeout)
		return
	}
	var sum int64
	for _, n := range w.moved {
		sum += n
	}
	if w.ticks++; w.ticks >= len(w.moved) && sum < int64(w.limit.Seconds()*leastRate)+1 {
		w.cancel(ErrTimeout)
		return
	}
	w.moved[w.ticks%len(w.moved)] = 0
	w.timer.Reset(w.limit / time.Duration(len(w.moved)))
}

// stream lets the exchange continue as long as bytes move.
func (w *watch) stream() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reset(true)
}

// reset starts the limit again.
func (w *watch) reset(streams bool) {
	if w.timer == nil || w.stopped {
		return
	}
	if w.moved, w.ticks = nil, 0; streams {
		w.moved = make([]int64, max(8, w.limit/tickEvery))
		w.timer.Reset(w.limit / time.Duration(len(w.moved)))
		return
	}
	w.timer.Reset(w.limit)
}

// count is called when bytes move.
func (w *watch) count(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.moved) > 0 {
		w.moved[w.ticks%len(w.moved)] += int64(n)
	}
}

// sent is called when the whole body was sent.
func (w *watch) sent() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.began { // a server may answer before it has read the whole body
		w.reset(false)
	}
}

// begin is called when the answer begins.
func (w *watch) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.began = true; w.moved != nil {
		w.reset(false)
	}
}

func (w *watch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped = true; w.timer != nil {
		w.timer.Stop()
	}
	w.cancel(nil)
}

// explain replaces an error that the watch has caused by ErrTimeout.
func (w *watch) explain(err error) error {
	if w.cause() != ErrTimeout { //nolint:errorlint // the very value
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	limit := w.limit.Round(time.Millisecond)
	switch {
	case w.moved != nil:
		return fmt.Errorf("%w: hardly anything moved for %s", ErrTimeout, limit)
	case w.began:
		return fmt.Errorf("%w: it was not complete after %s", ErrTimeout, limit)
	}
	return fmt.Errorf("%w: nothing came for %s", ErrTimeout, limit)
}

// meter counts the sent bytes of the body. Sending may take longer than the limit as long as bytes move. The limit
// for the answer starts when the whole body was sent.
func (t *transfer) meter(r *http.Request, w *watch) {
	if r.Body == nil {
		return
	}
	w.stream()
	open := r.GetBody
	wrap := func(body io.ReadCloser) io.ReadCloser {
		return &metered{ReadCloser: body, transfer: t, watch: w}
	}
	r.Body = wrap(r.Body)
	if open == nil {
		return
	}
	r.GetBody = func() (io.ReadCloser, error) {
		body, err := open()
		if err != nil {
			return nil, err
		}
		return wrap(body), nil
	}
}

type metered struct {
	io.ReadCloser
	transfer *transfer
	watch    *watch
	sent     int64
	told     time.Time
	ended    bool
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.ReadCloser.Read(p)
	m.watch.count(n)
	m.sent += int64(n)
	m.transfer.uploaded.Add(int64(n))
	if !m.ended && (err != nil || m.sent >= m.transfer.Body.Size) {
		m.ended = true
		m.watch.sent()
	}
	if now := time.Now(); m.transfer.Events != nil && (now.Sub(m.told) >= progressEvery || m.sent >= m.transfer.Body.Size) {
		m.told = now
		m.transfer.tell(Event{Kind: EventProgress, Sent: min(m.sent, m.transfer.Body.Size), Size: m.transfer.Body.Size})
	}
	return n, err
}
