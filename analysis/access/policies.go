package access

import (
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
)

// Policies returns the documents that decide on the requests of sub, with open
// choices as conditions of their statements.
func (sub *Subject) Policies() eval.Policies {
	p := eval.Policies{CrossAccount: sub.across}
	for kind, docs := range sub.documents {
		for _, d := range docs {
			switch kind {
			case eval.IdentityPolicy:
				p.Identity = append(p.Identity, d.document)
			case eval.BoundaryPolicy:
				p.Boundary = d.document
			case eval.ResourcePolicy:
				p.Resource = d.document
			case eval.TrustPolicy:
				p.Trust = d.document
			}
		}
	}
	if p.Trust == nil && p.Resource == nil && p.Identity == nil {
		p.Identity = []*iam.Document{}
	}
	return p
}

// Statement returns the statement that a decision on the Policies of sub names. It
// reports false for a statement that nobody wrote: for a policy of which only the
// ARN is known, which is then its Policy, and for the absence of a boundary.
func (sub *Subject) Statement(ref eval.StatementRef) (Statement, bool) {
	from := sub.from(ref)
	if from.unknown != "" {
		return Statement{Policy: from.unknown}, false
	}
	return sub.named(ref), !from.open
}

// UnseenPolicy returns the ARN of the unknown policy that a key of a request stands
// for: see Subject.Policies.
func UnseenPolicy(key string) (arn string, ok bool) { return strings.CutPrefix(key, unknownKey) }
