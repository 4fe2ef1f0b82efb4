package term

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// How long to wait for the rest of what has begun. A lone ESC is the Escape key; two bytes or more are
// a control sequence that a slow line or tmux has cut in two.
const (
	escapeWait   = 50 * time.Millisecond
	sequenceWait = 200 * time.Millisecond
)

// sequenceLimit bounds an unfinished control sequence, in bytes. The longest that a terminal sends
// unasked are mouse reports; answers to queries (colors, the terminal's version) stay well below it.
const sequenceLimit = 1 << 10

// escapeKey is the Escape key in the kitty keyboard protocol. Unlike a raw ESC it is complete: a reader
// does not wait for more.
const escapeKey = "\x1b[27u"

const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
	interrupt  = "\x03" // Ctrl-C
)

// A sequencer passes on terminal input in whole control sequences (ECMA-48, xterm). A sequence that
// does not arrive whole in time is dropped, and so is its rest when that comes later: the tail of a
// mouse report or of an answer to a query must never act as keys.
type sequencer struct {
	held  []byte // an unfinished sequence or UTF-8 rune
	tail  []byte // the introducer of a dropped sequence whose rest may still come
	paste bool   // between the marks of a bracketed paste
}

// feed takes what was read and returns what is complete.
func (s *sequencer) feed(input []byte) []byte {
	if s.paste && string(input) == interrupt && len(s.held) == 0 {
		s.paste = false // the end mark was lost: without this, every key would be part of the paste
		return []byte(pasteEnd)
	}
	input = append(s.held, s.dropTail(input)...)
	s.held = nil
	var out []byte
	for len(input) > 0 {
		size, state := nextSequence(input)
		if state == unfinished {
			s.held = bytes.Clone(input)
			if len(s.held) > sequenceLimit {
				s.expire()
			}
			break
		}
		if state == whole {
			s.mark(input[:size])
			out = append(out, input[:size]...)
		}
		input = input[size:]
	}
	return out
}

// mark follows the marks of a bracketed paste.
func (s *sequencer) mark(sequence []byte) {
	switch string(sequence) {
	case pasteStart:
		s.paste = true
	case pasteEnd:
		s.paste = false
	}
}

// wait returns how long the rest of an unfinished sequence may take, or 0 if nothing is unfinished.
func (s *sequencer) wait() time.Duration {
	switch {
	case len(s.held) == 0:
		return 0
	case string(s.held) == "\x1b":
		return escapeWait
	}
	return sequenceWait
}

// expire gives up the unfinished sequence after its wait and returns what stands for it. Inside a paste
// it keeps waiting: the end mark may be late.
func (s *sequencer) expire() []byte {
	switch {
	case s.paste && len(s.held) <= sequenceLimit:
		return nil
	case string(s.held) == "\x1b":
		s.held = nil
		return []byte(escapeKey)
	case s.held[0] == '\x1b':
		s.tail = s.held
	}
	s.held = nil
	return nil
}

// dropTail removes the rest of a dropped sequence from the beginning of input.
func (s *sequencer) dropTail(input []byte) []byte {
	tail := s.tail
	if tail == nil || len(input) == 0 {
		return input
	}
	s.tail = nil
	if startsSequence(input) || isString(tail) && tail[len(tail)-1] != '\x1b' && isKeyPress(input) {
		return input
	}
	joined := append(bytes.Clone(tail), input...)
	size, state := nextSequence(joined)
	switch {
	case state == unfinished && isString(tail):
		s.tail = append(tail[:2:2], joined[len(joined)-1]) // its kind, and ESC if the terminator has begun
		return nil
	case state == unfinished && len(joined) <= sequenceLimit:
		s.tail = joined
		return nil
	case state == unfinished:
		return nil
	case string(joined[:size]) == pasteStart:
		return joined // the text after it is a paste all the same
	}
	return joined[max(size, len(tail)):]
}

// startsSequence reports whether input begins with a new sequence. ESC \ ends one.
func startsSequence(input []byte) bool {
	return len(input) > 1 && input[0] == '\x1b' && input[1] != '\\'
}

// isKeyPress reports whether input is one rune. A string that was dropped is not continued by a single
// one: the person who pressed Alt+] would otherwise type into nothing from then on.
func isKeyPress(input []byte) bool {
	_, size := utf8.DecodeRune(input)
	return size == len(input) && input[0] != '\a' && input[0] != '\x1b'
}

// isString reports whether a sequence is one of those that end with ST or BEL: DCS, SOS, OSC, PM, APC.
func isString(sequence []byte) bool {
	return len(sequence) > 1 && bytes.IndexByte([]byte("PX]^_"), sequence[1]) >= 0
}

// A sequenceState says whether the sequence that some input begins with is complete.
type sequenceState int

const (
	unfinished sequenceState = iota
	whole
	broken // cut off by a byte that cannot be part of it
)

// nextSequence returns the size and state of the control sequence, key or rune that input begins with.
func nextSequence(input []byte) (int, sequenceState) {
	switch {
	case input[0] != '\x1b':
		return nextRune(input, 0)
	case len(input) == 1:
		return 1, unfinished
	case input[1] == '[':
		return nextControl(input)
	case input[1] == 'O':
		return nextShift(input)
	case isString(input):
		return nextString(input)
	case input[1] == '\x1b':
		return 1, whole // Escape, and then perhaps a sequence
	}
	return nextRune(input, 1) // Alt and a key
}

// nextRune measures the rune at offset at, which ends the sequence.
func nextRune(input []byte, at int) (int, sequenceState) {
	if !utf8.FullRune(input[at:]) {
		return len(input), unfinished
	}
	_, size := utf8.DecodeRune(input[at:])
	return at + size, whole
}

// nextControl measures a CSI sequence: parameters and intermediates, then one final byte. A function key
// of the Linux console (ESC [ [ A) has one byte after it, a report of the first mouse protocol (ESC [ M) three.
func nextControl(input []byte) (int, sequenceState) {
	end := 2
	for end < len(input) && input[end] >= 0x20 && input[end] <= 0x3f {
		end++
	}
	if end == len(input) {
		return end, unfinished
	}
	if input[end] < 0x40 || input[end] > 0x7e {
		return end, broken
	}
	size := end + 1
	if end == 2 && input[end] == '[' {
		size++
	}
	if end == 2 && input[end] == 'M' {
		size += 3
	}
	if size > len(input) {
		return len(input), unfinished
	}
	return size, whole
}

// nextShift measures an SS3 sequence: an optional modifier, then the key.
func nextShift(input []byte) (int, sequenceState) {
	end := 2
	for end < len(input) && input[end] >= '0' && input[end] <= '9' {
		end++
	}
	if end == len(input) {
		return end, unfinished
	}
	return end + 1, whole
}

// nextString measures a sequence that ends with ST (ESC \) or BEL. CAN, SUB and another sequence cut it off.
func nextString(input []byte) (int, sequenceState) {
	for i := 2; i < len(input); i++ {
		switch input[i] {
		case '\a':
			return i + 1, whole
		case '\x18', '\x1a':
			return i + 1, broken
		case '\x1b':
			switch {
			case i+1 == len(input):
				return len(input), unfinished
			case input[i+1] == '\\':
				return i + 2, whole
			}
			return i, broken
		}
	}
	return len(input), unfinished
}
