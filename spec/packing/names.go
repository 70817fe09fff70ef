package packing

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// names are those that a spec has, each with its owner.
type names struct {
	logical map[string]owner // in lower case
	inIAM   map[string]owner // policies, by policyName in lower case
}

// owner is the owner of a name.
type owner struct {
	text string // e.g., "role ServiceRole"
	pos  diag.Pos
}

func takenNames(s *spec.Spec) *names {
	t := &names{map[string]owner{}, map[string]owner{}}
	take := func(name, text string, pos diag.Pos) { t.logical[strings.ToLower(name)] = owner{text, pos} }
	for _, p := range s.Params {
		take(p.Name, "parameter "+p.Name, p.Pos)
	}
	for _, e := range s.Existing {
		take(e.Name, "role "+e.Name, e.Pos)
	}
	for _, r := range s.Roles {
		take(r.Name, "role "+r.Name, r.Pos)
		take(r.Name+"Profile", "the instance profile of role "+r.Name, r.Pos)
	}
	for _, p := range s.Policies {
		take(p.Name, "policy "+p.Name, p.Pos)
		t.inIAM[strings.ToLower(p.PolicyName.Named().String())] = owner{"policy " + p.Name, p.Pos}
	}
	return t
}

// claim records the names of p, which packing creates from what the spec has, and
// reports those that are taken or too long. The format says so of both.
func (pk *packer) claim(p *spec.Policy, from string, at diag.Span, format string) {
	what := fmt.Sprintf(format, p.Name, from)
	taken := func(code, text string, by owner) {
		pk.diags.Add(diag.Finding{
			Span: at, Code: code, Message: what + ", " + text + " " + by.text, Help: "rename one of them",
			Notes: []diag.Note{{Pos: by.pos, Text: by.text + " is here"}},
		})
	}
	logical, inIAM := strings.ToLower(p.Name), strings.ToLower(p.PolicyName.Named().String())
	if by, ok := pk.names.logical[logical]; ok {
		taken("name-collision", "which collides with", by)
	} else if by, ok := pk.names.inIAM[inIAM]; ok {
		taken("same-name", fmt.Sprintf("which would have the policyName %q of", p.PolicyName), by)
	} else if lit, ok := p.PolicyName.Named().Literal(); ok && len(lit) > iam.MaxPolicyName && !pk.diags.Has(at, "bad-iam-name") {
		pk.diags.Add(diag.Finding{
			Span: at, Code: "bad-iam-name", Help: "shorten the name of the policy or of the role",
			Message: fmt.Sprintf("%s, whose name in IAM would have %d characters; IAM allows at most %d", what, len(lit), iam.MaxPolicyName),
		})
	}
	who := owner{"the managed policy " + p.Name + " that place creates from " + from, at.Pos}
	pk.names.logical[logical], pk.names.inIAM[inIAM] = who, who
}
