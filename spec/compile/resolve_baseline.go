package compile

import (
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/regex"
)

func (b *syntaxBody) baselines(what string) []spec.Baseline {
	f := b.fields.at("baseline")
	var out []spec.Baseline
	what = "baseline of " + what
	for _, n := range f.names(what) {
		name, version, _ := strings.Cut(n.Text, "@")
		if _, ok := facts.PolicyVersion(version); !ok || !regex.Matches(`[A-Za-z0-9_+=,.-]+`, name) {
			f.sc.helpf(n.Span(), "bad-baseline", "e.g., AmazonEMRServicePolicy_v2@v6", "%s must be the name of an AWS managed policy and its version, not %q", what, n.Text)
			continue
		}
		out = append(out, spec.Baseline{Name: name, Version: version, At: n.Span()})
	}
	return out
}
