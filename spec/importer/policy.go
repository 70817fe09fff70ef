package importer

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/account"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
)

// policyFile reads a policy document, which becomes a customer managed policy
// that is named as the file.
func (d *draft) policyFile(f File) error {
	doc, err := d.readPolicy(f)
	if err != nil {
		return err
	}
	for _, st := range doc.Statements {
		if st.Principals != nil {
			return fmt.Errorf("%s has a Principal, like a trust policy or a resource policy; only identity policies can be imported as policies", f.Name)
		}
	}
	name := policyName(f.Name)
	p := &policy{
		Policy: &spec.Policy{Name: d.claim(logicalName(name, "Policy"), false), PolicyName: spec.Text(name), Path: spec.Text("/")},
		at:     diag.Pos{File: f.Name},
	}
	p.document = docReader{draft: d, at: p.at, what: "policy " + name, text: spec.Verbatim}.document(doc, false)
	if base := stem(f.Name); base != name {
		d.note(p.at, "IAM does not accept %q as a name: the policy is named %s", base, name)
	}
	d.policies = append(d.policies, p)
	return nil
}

// readPolicy reads a document by itself, or what the AWS CLI prints around
// one.
func (d *draft) readPolicy(f File) (*iam.Document, error) {
	if inner := wrappedDocument(f.Text); inner != nil {
		return account.Document{Text: inner}.Parse()
	}
	doc, err := iam.Parse(f.Text)
	if err == nil {
		return doc, nil
	}
	if err := notAny(f); err != nil {
		return nil, err
	}
	// The language says where the mistake is, and reads YAML too.
	s, l := compile.LoadDocument(f.Name, f.Text, "")
	switch {
	case s == nil:
		return nil, &Refused{l}
	case len(s.Policies) == 0:
		return nil, errors.New(f.Name + " is a trust policy, which is not an identity policy")
	}
	for _, found := range l.Findings() {
		if found.Code == "empty-condition" {
			d.note(found.Pos, "%s", found.Message)
		}
	}
	return spec.Binding{}.Document(s.Policies[0].Document), nil
}

// wrappedDocument is the document in an answer to get-policy-version or
// get-role-policy.
func wrappedDocument(text []byte) json.RawMessage {
	var answer struct {
		PolicyVersion  struct{ Document json.RawMessage }
		PolicyDocument json.RawMessage
	}
	if json.Unmarshal(text, &answer) != nil {
		return nil
	}
	if answer.PolicyVersion.Document != nil {
		return answer.PolicyVersion.Document
	}
	return answer.PolicyDocument
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
func policyName(file string) string {
	name := strings.Trim(notInName.ReplaceAllString(stem(file), "-"), "-")
	if name == "" {
		name = "imported"
	}
	return name[:min(len(name), iam.MaxPolicyName)]
}
