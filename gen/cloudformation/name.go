package cloudformation

import (
	"slices"
	"strconv"

	"github.com/emriam/emriam/spec"
)

// maxName is how long a logical name may be, less what unused appends.
const maxName = 245

// unused returns name, or name with the first number from 2 on that makes it
// one that is not taken.
func unused(name string, taken func(string) bool) string {
	name = name[:min(len(name), maxName)]
	for i, s := 2, name; ; i++ {
		if !taken(s) {
			return s
		}
		s = name + strconv.Itoa(i)
	}
}

// isNamed reports whether something in the spec has the logical name.
func (t *template) isNamed(name string) bool {
	for _, p := range t.spec.Params {
		if p.ID() == name {
			return true
		}
	}
	for m := range t.spec.Subjects() {
		if m.Resource == nil && m.LogicalID() == name || m.Role != nil && m.Role.OfProfile.LogicalID == name {
			return true
		}
		if m.Policy != nil && slices.ContainsFunc(m.Policy.Sessions(), func(a spec.Attachment) bool { return a.LogicalID == name }) {
			return true
		}
	}
	return false
}
