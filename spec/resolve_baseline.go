package spec

import (
	"strings"

	"github.com/emriam/emriam/iam"
)

func (b *syntaxBody) baselines(what string) []Baseline {
	f, ok := b.fields.get("baseline")
	if !ok {
		return nil
	}
	var out []Baseline
	what = "baseline of " + what
	for _, n := range f.sc.names(f.n, what) {
		name, version, _ := strings.Cut(n.text, "@")
		if _, ok := iam.PolicyVersion(version); !ok || !matchesWhole(`[A-Za-z0-9_+=,.-]+`, name) {
			f.sc.helpf(n.span(), "bad-baseline", "e.g., AmazonEMRServicePolicy_v2@v6", "%s must be the name of a managed policy of AWS and its version, not %q", what, n.text)
			continue
		}
		out = append(out, Baseline{name, version, n.span()})
	}
	return out
}
