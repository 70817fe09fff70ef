package importer

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// policyFile reads a policy document, which becomes a customer managed policy
// that is named as the file.
func (d *draft) policyFile(f File) error {
	doc, ats, err := d.readPolicy(f)
	if err != nil {
		return err
	}
	for _, st := range doc.Statements {
		if st.Principals != nil {
			return fmt.Errorf("%s has a Principal, like a trust policy or a resource policy; only identity policies can be imported as policies: emriam validate checks it, and aws iam get-account-authorization-details > account.json makes a file with whole roles, which emriam import reads", f.Name)
		}
	}
	name := policyName(f.Name)
	p := d.newPolicy(name, diag.Pos{File: f.Name})
	p.PolicyName, p.Path = spec.Text(name), spec.Text("/")
	p.Document = docReader{draft: d, at: p.Pos, ats: ats, what: "policy " + name, text: spec.Verbatim}.document(doc, false)
	if base := stem(f.Name); base != name {
		d.note(p.Pos, "IAM does not accept %q as a name: the policy is named %s", base, name)
	}
	return nil
}

// readPolicy reads a document, however it is written or wrapped, and the places
// of its statements.
func (d *draft) readPolicy(f File) (*iam.Document, []diag.Pos, error) {
	l := &diag.List{}
	l.AddSource(f.Name, f.Text)
	n, current := syntax.ParseDocument(syntax.NewSource(f.Name, f.Text), f.Text, l)
	if n == nil {
		return nil, nil, &Refused{l}
	}
	if doc, err := iam.Parse(n.JSON()); err == nil {
		if current {
			doc.Version = "2012-10-17"
		}
		var ats []diag.Pos
		for st := range n.Get("Statement").List() {
			ats = append(ats, st.Span().Pos)
		}
		return doc, ats, nil
	}
	if n.Get("Statement") == nil {
		if err := notAny(f); err != nil {
			return nil, nil, err
		}
	}
	// The language says where the mistake is.
	s, l := compile.LoadDocument(f.Name, f.Text, "")
	switch {
	case s == nil:
		return nil, nil, &Refused{l}
	case len(s.Policies) == 0:
		return nil, nil, errors.New(f.Name + " is a trust policy or a resource policy, which is not an identity policy")
	}
	return spec.Binding{}.Document(s.Policies[0].Document), nil, nil
}

func stem(file string) string {
	base := strings.Trim(filepath.Base(file), "<>") // <stdin>
	for _, ext := range []string{".json", ".yaml", ".yml", ".template"} {
		base = strings.TrimSuffix(base, ext)
	}
	return base
}

var notInName = regexp.MustCompile(`[^\w+=,.@-]+`)

// policyName is a name that IAM takes.
func policyName(file string) string { return cmp.Or(validName(stem(file)), "imported") }

// validName is a name like s that IAM takes, or "".
func validName(s string) string {
	if notInName.MatchString(s) {
		s = strings.Trim(notInName.ReplaceAllString(s, "-"), "-")
	}
	return s[:min(len(s), iam.MaxPolicyName)]
}
