package tui

import (
	"math"
	"runtime/debug"
	"time"
)

// The garbage of reading ten thousand profiles is as much as what stays of them, and collecting it
// meanwhile takes as long as the reading: it waits until the first list has been shown. Homes of another
// order are kept from taking all memory.
const (
	loadLimit  = 256 << 20
	loadSettle = 300 * time.Millisecond
	// heapGrowth is how far the heap may then grow above what is in use, in percent. The list is most of
	// it, is always in use, and at Go's own 100 would need its room twice.
	heapGrowth   = 50
	reloadGrowth = 15
)

// holdGarbage puts collecting off until the function that it returns has been called, and a moment longer.
func holdGarbage() (collect func()) {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(loadLimit)
	return func() {
		time.AfterFunc(loadSettle, func() {
			debug.SetGCPercent(heapGrowth)
			debug.SetMemoryLimit(math.MaxInt64)
			debug.FreeOSMemory()
		})
	}
}

// saveMemory has garbage collected soon while the profiles are read again beside the list that is shown.
func saveMemory() (done func()) {
	debug.SetGCPercent(reloadGrowth)
	return func() { debug.SetGCPercent(heapGrowth) }
}
