package request

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// progressEvery is how often progress is told at most.
const progressEvery = 100 * time.Millisecond

// watch ends an exchange in which nothing moves. A limit on the whole would end long transfers too.
type watch struct {
	limit  time.Duration
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

func newWatch(ctx context.Context, limit time.Duration) (context.Context, *watch) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watch{limit: limit, cancel: cancel}
	if limit > 0 {
		w.timer = time.AfterFunc(limit, func() { cancel(ErrTimeout) })
	}
	return ctx, w
}

// touch is called whenever something moves.
func (w *watch) touch() {
	if w.timer != nil {
		w.timer.Reset(w.limit)
	}
}

func (w *watch) stop() {
	if w.timer != nil {
		w.timer.Stop()
	}
	w.cancel(nil)
}

// explain says of an error that the watch has caused that it was the watch.
func (w *watch) explain(ctx context.Context, err error) error {
	if context.Cause(ctx) == ErrTimeout { //nolint:errorlint // the very value
		return fmt.Errorf("%w: nothing came for %s", ErrTimeout, w.limit)
	}
	return err
}

// meter counts what is sent of a body, and keeps the watch awake meanwhile.
func (t *transfer) meter(r *http.Request, w *watch) {
	if r.Body == nil {
		return
	}
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
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.ReadCloser.Read(p)
	m.watch.touch()
	m.sent += int64(n)
	if now := time.Now(); m.transfer.Events != nil && (now.Sub(m.told) >= progressEvery || m.sent >= m.transfer.Body.Size) {
		m.told = now
		m.transfer.tell(Event{Kind: EventProgress, Sent: min(m.sent, m.transfer.Body.Size), Size: m.transfer.Body.Size})
	}
	return n, err
}
