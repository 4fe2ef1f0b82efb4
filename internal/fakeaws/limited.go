package fakeaws

// limited is a map that drops its oldest entries, so that the memory of a long-running server is bounded.
type limited[T any] struct {
	byKey map[string]T
	order []string
}

func (l *limited[T]) get(key string) (T, bool) {
	v, ok := l.byKey[key]
	return v, ok
}

func (l *limited[T]) put(key string, v T) {
	if l.byKey == nil {
		l.byKey = map[string]T{}
	}
	if _, ok := l.byKey[key]; !ok {
		l.order = append(l.order, key)
	}
	l.byKey[key] = v
	if len(l.order) > maxSessions {
		delete(l.byKey, l.order[0])
		l.order = l.order[1:]
	}
}

// clear removes all entries.
func (l *limited[T]) clear() { l.byKey, l.order = nil, nil }
