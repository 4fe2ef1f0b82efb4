package tui

import (
	"math"
	"runtime/debug"
	"time"
)

// Half of the memory for reading ten thousand profiles is garbage, and collecting it meanwhile takes as long as
// reading. So collection waits until the first list is shown, or until memory reaches loadLimit.
const (
	loadLimit = 256 << 20
	loadDelay = 300 * time.Millisecond
	// heapGrowth is the growth of the heap between collections afterwards, in percent. The list is most of the
	// heap and always in use; Go's default of 100 would take its size twice.
	heapGrowth   = 50
	reloadGrowth = 15
)

// holdGarbage stops garbage collection until loadDelay after collect is called.
func holdGarbage() (collect func()) {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(loadLimit)
	return func() {
		time.AfterFunc(loadDelay, func() {
			debug.SetGCPercent(heapGrowth)
			debug.SetMemoryLimit(math.MaxInt64)
			debug.FreeOSMemory()
		})
	}
}

// saveMemory collects garbage sooner until done is called: a reload needs memory beside the list shown.
func saveMemory() (done func()) {
	debug.SetGCPercent(reloadGrowth)
	return func() { debug.SetGCPercent(heapGrowth) }
}
