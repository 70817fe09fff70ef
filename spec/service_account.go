package spec

import (
	"math/big"
	"slices"
	"strings"
)

// JobAccount begins the names of the service accounts that EMR on EKS makes for jobs.
// The account and the name of the job's role follow, see Base36.
const JobAccount = "emr-containers-sa-*-*-"

// Base36 returns the name of a role as the service accounts of its jobs contain it:
// the number that its bytes are, in base 36.
func Base36(name string) string { return new(big.Int).SetBytes([]byte(name)).Text(36) }

// NameInTrust reports whether the trust policy of r contains its name in base36. No
// deployment can then give the role another name.
func (r *Role) NameInTrust() bool {
	name, ok := r.RoleName.Literal()
	if !ok {
		return false
	}
	suffix := "-" + Base36(name)
	for _, st := range r.Trust.Statements {
		for _, c := range st.Conditions {
			if slices.ContainsFunc(c.Values, func(it Item) bool {
				return strings.Contains(it.Value.String(), JobAccount) && strings.HasSuffix(it.Value.String(), suffix)
			}) {
				return true
			}
		}
	}
	return false
}
