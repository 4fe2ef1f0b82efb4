package atomicfile

import "golang.org/x/sys/unix"

// hasACL reports whether a file grants access to more than its mode says. The mode's group bits are the
// list's mask then: a new file of the same mode would let the group in and the named users out.
func hasACL(path string) bool {
	size, err := unix.Lgetxattr(path, "system.posix_acl_access", nil)
	return err == nil && size > 0
}
