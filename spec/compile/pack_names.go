package compile

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// takenNames reports names of policies created by packing that collide with written
// ones.
type takenNames struct {
	logical map[string]nameOwner // by folded name
	inIAM   map[string]nameOwner // policies, by folded policyName
}

// nameOwner is the owner of a name.
type nameOwner struct {
	text string // e.g., "role ServiceRole"
	pos  diag.Pos
}

func (s *syntaxSpec) takenNames(out *spec.Spec) *takenNames {
	named := len(out.Params) + len(s.existing) + 2*len(out.Roles) + len(out.Policies)
	t := &takenNames{make(map[string]nameOwner, named), make(map[string]nameOwner, len(out.Policies))}
	for _, p := range out.Params {
		t.logical[foldName(p.Name)] = nameOwner{"parameter " + p.Name, p.Pos}
	}
	for _, b := range s.existing {
		t.logical[foldName(b.name)] = nameOwner{"role " + b.name, b.at.Pos}
	}
	for _, r := range out.Roles {
		t.logical[foldName(r.Name)] = nameOwner{"role " + r.Name, r.Pos}
		t.logical[foldName(r.Name+"Profile")] = nameOwner{"the instance profile of role " + r.Name, r.Pos}
	}
	for _, p := range out.Policies {
		who := nameOwner{"policy " + p.Name, p.Pos}
		t.logical[foldName(p.Name)] = who
		t.inIAM[strings.ToLower(p.PolicyName.Named().String())] = who
	}
	return t
}

// claim records the names of a policy that packing creates from b, or from one of
// its inline policies.
func (t *takenNames) claim(sc *scope, b *syntaxBody, p *spec.Policy, inline string) {
	of := "policy " + b.name
	what := fmt.Sprintf("place creates the managed policy %s from the rest of %s", p.Name, of)
	if inline != "" {
		of = "policy " + inline + " of role " + b.name
		what = fmt.Sprintf("place turns %s into the managed policy %s", of, p.Name)
	}
	at := b.placeSpan()
	taken := func(code, help, text string, by nameOwner) {
		sc.add(diag.Finding{
			Span: at, Code: code, Message: what + ", " + text + " " + by.text, Help: help,
			Notes: []diag.Note{{Pos: by.pos, Text: by.text + " is here"}},
		})
	}
	const rename = "rename one of them"
	logical, inIAM := foldName(p.Name), strings.ToLower(p.PolicyName.Named().String())
	if by, ok := t.logical[logical]; ok {
		taken("name-collision", rename, "which collides with", by)
	} else if by, ok := t.inIAM[inIAM]; ok {
		taken("same-name", rename, fmt.Sprintf("which would have the policyName %q of", p.PolicyName), by)
	} else if lit, ok := p.PolicyName.Named().Literal(); ok && len(lit) > iam.MaxPolicyName && !sc.diags.Has(at, "bad-iam-name") {
		sc.helpf(at, "bad-iam-name", "shorten the name of the policy or of the role",
			"%s, whose name in IAM would have %d characters; IAM allows at most %d", what, len(lit), iam.MaxPolicyName)
	}
	who := nameOwner{"the managed policy " + p.Name + " that place creates from " + of, at.Pos}
	t.logical[logical], t.inIAM[inIAM] = who, who
}
