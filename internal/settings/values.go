package settings

import "slices"

// Values lists the values of a setting that knows only a few, or nothing.
func (d Definition) Values() []string {
	return slices.DeleteFunc([]string{"auto", "always", "never", "os", "file", "true", "false"}, func(word string) bool {
		return d.check(word) != nil
	})
}
