package profiles

import "bytes"

// Reverse prepares to undo a change that was made: it writes back every byte that was there before, and
// is refused like any other if a file changed since. A file that the change made stays, with nothing in it.
func (c *Change) Reverse() *Change {
	undo := &Change{}
	for _, d := range c.files {
		back := &document{path: d.path, credentials: d.credentials, shared: d.shared, before: d.after()}
		back.parse()
		mark := len(back.before) - len(back.file.text) // a byte order mark, in both or in neither
		back.splice(0, len(back.file.text), string(d.before[min(mark, len(d.before)):]))
		if !bytes.Equal(back.after(), back.before) {
			undo.files = append(undo.files, back)
		}
	}
	return undo
}
