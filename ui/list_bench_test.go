package ui

import (
	"runtime"
	"testing"
)

var benchSize = rect{W: 200, H: 57}

// BenchmarkFilterKey10000 is one key into the filter and the frame that answers it.
func BenchmarkFilterKey10000(b *testing.B) {
	l, styles := listOf(manyEntries(10000), benchSize.W, benchSize.H).press("/"), newStyles(true)
	for _, c := range []struct{ name, before, key string }{
		{"first", "", "p"},
		{"common", "", "e"},
		{"second", "p", "r"},
		{"fourth", "pro", "d"},
		{"secondWord", "prod ", "a"},
		{"digit", "team-1", "0"},
		{"nothing", "zq", "x"},
		{"back", "pro", "backspace"},
		{"clear", "pro", "ctrl+u"},
		{"manyWords", "a b c d e f g h i j k l m n o p q r s t u v w x y ", "z"},
	} {
		ready := l.typing(c.before + "x").press("backspace")
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ready.press(c.key).View(benchSize, styles)
			}
		})
	}
	b.Run("paste", func(b *testing.B) {
		for b.Loop() {
			l.WithFilter("e a m t o r d i n s p c g v l u b w h y x 1 2 3 4 5 6 7 8 9 0 z").View(benchSize, styles)
		}
	})
}

func BenchmarkListView10000(b *testing.B) {
	l, styles := listOf(manyEntries(10000), benchSize.W, benchSize.H), newStyles(true)
	for name, l := range map[string]list{"plain": l, "filtered": l.WithFilter("prod adm"), "grouped": l.press("b")} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.View(benchSize, styles)
			}
		})
	}
}

func BenchmarkSetEntries10000(b *testing.B) {
	entries := manyEntries(10000)
	l := listOf(entries, benchSize.W, benchSize.H)
	for name, l := range map[string]list{"plain": l, "filtered": l.WithFilter("prod adm"), "sortedGrouped": l.press("o", "b")} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.SetEntries(entries, "", listClock)
			}
		})
	}
}

func BenchmarkListSort10000(b *testing.B) {
	l := listOf(manyEntries(10000), benchSize.W, benchSize.H)
	for b.Loop() {
		l = l.press("o")
	}
}

// BenchmarkListMemory10000 reports what the list keeps beside the entries.
func BenchmarkListMemory10000(b *testing.B) {
	entries := manyEntries(10000)
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		l := listOf(entries, benchSize.W, benchSize.H).WithFilter("prod adm")
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc)-float64(before.HeapAlloc), "kept-B")
		runtime.KeepAlive(l)
	}
}
