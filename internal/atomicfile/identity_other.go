//go:build !unix

package atomicfile

import (
	"io/fs"
	"os"
)

const noFollow = 0

// On Windows a new file has its folder's access rights, and hard links to AWS files are unheard of.

func links(fs.FileInfo) uint64 { return 1 }

func keepOwner(*os.File, fs.FileInfo) error { return nil }

func inheritOwner(*os.File, string) error { return nil }

func staysPut(error) bool { return false }

func isUnsupported(error) bool { return false }
