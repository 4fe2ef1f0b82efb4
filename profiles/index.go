package profiles

// An index finds sections by kind and name.
type index struct {
	first map[section]int32
	more  map[section][]int // the second and later ones of the same name
	other []int             // what is not a profile
	names []string          // of profiles, in file order, each once
}

// A section is the kind and name that a header gives.
type section struct {
	kind headKind
	name string
}

func newIndex(f *file) *index {
	x := &index{
		first: make(map[section]int32, len(f.heads)),
		names: make([]string, 0, len(f.heads)),
	}
	f.countHeadLines()
	for i := range f.heads {
		h := f.parseHead(i)
		if h.kind != headProfile {
			x.other = append(x.other, i)
		}
		if h.kind == headOther {
			continue
		}
		key := section{h.kind, string(h.name)}
		if _, ok := x.first[key]; ok {
			if x.more == nil {
				x.more = make(map[section][]int)
			}
			x.more[key] = append(x.more[key], i)
			continue
		}
		x.first[key] = int32(i)
		if h.kind == headProfile {
			x.names = append(x.names, key.name)
		}
	}
	return x
}

func (x *index) find(found []int, kind headKind, name string) []int {
	key := section{kind, name}
	if first, ok := x.first[key]; ok {
		found = append(append(found, int(first)), x.more[key]...)
	}
	if kind == headProfile {
		return x.find(found, headStray, name)
	}
	return found
}

// indexed makes the index now, for callers that need all sections.
func (f *file) indexed() *index {
	if f.index == nil {
		f.index = newIndex(f)
	}
	return f.index
}
