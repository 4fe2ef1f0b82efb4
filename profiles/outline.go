package profiles

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"time"
)

const (
	// outlineFrom is the size from which a file is not kept whole. Fresh memory for 2 MB costs the
	// kernel more time than reading them twice does through a buffer that stays in the cache.
	outlineFrom = 256 << 10
	blockSize   = 64 << 10
)

// An outline is what is kept of a large file: its header lines, and the file held open to read
// sections from. A file that is replaced meanwhile (atomically, by a rename) does no harm then.
type outline struct {
	src    *os.File
	size   int64
	mod    time.Time
	text   []byte  // the header lines, one after the other
	ends   []int32 // where each ends in text
	blocks []block
}

// A block is a run of whole lines.
type block struct {
	off  int
	line int // number of its first line
}

// outlines reports whether a file is to be outlined. Windows forbids to replace a file that is
// held open.
func outlines(st fs.FileInfo) bool {
	return st.Mode().IsRegular() && st.Size() >= outlineFrom && runtime.GOOS != "windows"
}

// newOutline reads src once and keeps it open.
func newOutline(path string, src *os.File, st fs.FileInfo, credentials bool) (*file, error) {
	o := &outline{
		src: src, size: st.Size(), mod: st.ModTime(),
		text: make([]byte, 0, st.Size()/8), ends: make([]int32, 0, st.Size()/128),
	}
	f := &file{path: path, credentials: credentials, lineNo: 1, outline: o}
	f.heads = make([]int32, 0, cap(o.ends))
	buf := make([]byte, 0, blockSize)
	off, line := 0, 1
	for {
		n, err := src.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return nil, err
		}
		if off == 0 && bytes.HasPrefix(buf, []byte(utf8BOM)) {
			f.bom, off, buf = true, len(utf8BOM), slices.Delete(buf, 0, len(utf8BOM))
		}
		lines := buf[:bytes.LastIndexByte(buf, '\n')+1]
		if ended {
			lines = buf
		}
		if err := f.addBlock(lines, block{off, line}); err != nil {
			return nil, err
		}
		if ended {
			return f, nil
		}
		off += len(lines)
		line += bytes.Count(lines, []byte{'\n'})
		buf = slices.Delete(buf, 0, len(lines))
		if len(buf) == cap(buf) { // one line fills it
			buf = slices.Grow(buf, len(buf))
		}
	}
}

func (f *file) addBlock(lines []byte, b block) error {
	if bytes.IndexByte(lines, 0) >= 0 {
		return errNotText
	}
	if b.off+len(lines) > maxFileSize {
		return errTooLarge
	}
	o := f.outline
	o.blocks = append(o.blocks, b)
	text, ends, heads := o.text, o.ends, f.heads // written back once: this loop is where the time goes
	for i := nextHead(lines, 0); i >= 0; {
		line := firstLine(lines[i:])
		text = append(text, line...)
		ends = append(ends, int32(len(text))) //nolint:gosec // at most maxFileSize
		heads = append(heads, int32(b.off+i)) //nolint:gosec // at most maxFileSize
		i = nextHead(lines, i+len(line))
	}
	o.text, o.ends, f.heads = text, ends, heads
	return nil
}

// headText returns what begins with header line i.
func (o *outline) headText(i int) []byte {
	if i == 0 {
		return o.text
	}
	return o.text[o.ends[i-1]:]
}

func (o *outline) headLine(i int) []byte {
	text := o.headText(i)
	return text[:len(text)-len(o.text)+int(o.ends[i])]
}

// section fills in the text and the line of the section between two offsets, -1 being the end of
// the file, whose header line has a length of head.
func (o *outline) section(b *body, start, end, head int) {
	if end < 0 {
		end = int(o.size)
	}
	i, found := slices.BinarySearchFunc(o.blocks, start, func(b block, off int) int { return b.off - off })
	if !found {
		i--
	}
	from := o.blocks[i]
	text := make([]byte, end-from.off)
	_, err := o.src.ReadAt(text, int64(from.off))
	b.line = from.line + bytes.Count(text[:start-from.off], []byte{'\n'})
	if err != nil || !o.unchanged() {
		b.report(b.line, fileChanged())
		return
	}
	b.text = text[start-from.off+head:]
}

// unchanged reports whether the file is still the one that was outlined.
func (o *outline) unchanged() bool {
	st, err := o.src.Stat()
	return err == nil && st.Size() == o.size && st.ModTime().Equal(o.mod)
}

// load reads a large file whole, for those who need every section. If it has changed since, the
// outline stays, and each section will say so.
func (f *file) load() {
	o := f.outline
	if o == nil {
		return
	}
	text := make([]byte, o.size)
	if _, err := o.src.ReadAt(text, 0); err != nil || !o.unchanged() {
		return
	}
	whole := newFile(f.path, text, f.credentials)
	if len(whole.heads) != len(f.heads) {
		return
	}
	_ = o.src.Close()
	f.text, f.heads, f.outline = whole.text, whole.heads, nil
}
