package conditional

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read"
	"github.com/emriam/emriam/internal/lists"
)

// Maker takes what is created, each where a Formula holds: [Facts] in all deployments,
// [Account] in one.
type Maker interface {
	Role(when formula.Formula, name Value, r Role)
	Inline(when formula.Formula, role, name, document Value)
	Attach(when formula.Formula, kind string, name, arn Value)
	Session(when formula.Formula, studio, kind, name, policy Value)
	Profile(when formula.Formula, role, name, path, tags Value)
	Policy(when formula.Formula, name, path, description, tags, document Value)
	Configuration(when formula.Formula, name, document Value)
	Output(when formula.Formula, name string, value, export Value)
	Keep(is bool)
	Fail(when formula.Formula, err error)
}

// Account makes what is created in one deployment, where nothing is open: a Value has at
// most one alternative, and a Formula holds always or never. Done makes what belongs to
// roles and policies, in whatever order all was added.
type Account struct {
	read.Account
	Outputs map[string]Output

	prefix string   // of ARNs, e.g., "arn:aws:iam::123456789012:"
	later  []func() // see Done
	err    error    // the first
}

// Output is an output of a stack.
type Output struct {
	Value  string
	Export string // or ""
}

// NewAccount is an account of d without anything.
func NewAccount(d Deployments) *Account {
	return &Account{Outputs: map[string]Output{}, prefix: "arn:" + d.Partition + ":iam::" + d.AccountID + ":"}
}

// Done completes a. The error is the first of all.
func (a *Account) Done() error {
	for _, f := range a.later {
		f()
	}
	if a.err == nil {
		a.Sort()
	}
	return a.err
}

// Fail keeps the first error.
func (a *Account) Fail(when formula.Formula, err error) {
	if a.err == nil && len(when) > 0 {
		a.err = err
	}
}

func (a *Account) fail(format string, args ...any) {
	a.Fail(formula.Always, fmt.Errorf(format, args...))
}

// text is the text of v, or otherwise if v is not given.
func (a *Account) text(v Value, otherwise string) string {
	of, ok := v.at(nil)
	if !ok || of == nil {
		return otherwise
	}
	text, err := Scalar(of)
	if err != nil {
		a.Fail(formula.Always, err)
	}
	return text
}

func (a *Account) tags(v Value) map[string]string {
	if v == nil {
		return nil
	}
	out := map[string]string{}
	for _, one := range v {
		tags, ok := one.Of.(Map)
		if one.Of != nil && !ok {
			a.fail("%v is no object", one.Of)
		}
		for key, value := range tags {
			of, _ := value.at(nil)
			text, err := Scalar(of)
			if err == nil && len(value) > 1 {
				err = errors.New("it stands twice")
			}
			if err != nil {
				a.fail("the tag %s: %w", key, err)
			}
			out[key] = text
		}
	}
	return out
}

// json is v as JSON; a text is JSON already.
func (a *Account) json(v Value) []byte {
	of, _ := v.at(nil)
	if text, ok := of.(string); ok {
		return []byte(text)
	}
	out, err := json.Marshal(of)
	if err != nil {
		a.Fail(formula.Always, err)
	}
	return out
}

func (a *Account) document(what string, v Value) *iam.Document {
	doc, err := iam.Parse(a.json(v))
	if err == nil && len(doc.Statements) == 0 {
		err = errors.New("no statement")
	}
	if err != nil {
		a.fail("%s: %w", what, err)
		return &iam.Document{}
	}
	return doc
}

// owner is the role of a name, which is to be there.
func (a *Account) owner(name Value) *read.Role {
	text := a.text(name, "")
	if r := a.Account.Role(text); r != nil {
		return r
	}
	a.fail("no role %q in the stack", text)
	return &read.Role{Inline: map[string]*iam.Document{}}
}

// Role adds a role.
func (a *Account) Role(_ formula.Formula, name Value, r Role) {
	out := &read.Role{
		Name: a.text(name, ""), Path: a.text(r.Path, "/"), Description: a.text(r.Description, ""), MaxSession: a.text(r.MaxSession, "3600"),
		Boundary: a.text(r.Boundary, ""), Tags: a.tags(r.Tags), Trust: a.document("the trust policy", r.Trust), Inline: map[string]*iam.Document{},
	}
	out.ARN = a.prefix + "role" + out.Path + out.Name
	managed, _ := r.Managed.at(nil)
	list, ok := managed.([]any)
	if managed != nil && !ok {
		a.fail("%v where a list is expected", managed)
	}
	out.Managed = append(out.Managed, lists.Map(list, func(of any) string { return a.text(Always(of), "") })...)
	switch {
	case out.Name == "":
		a.fail("a role has no name")
	case a.Account.Role(out.Name) != nil:
		a.fail("role %s is created twice", out.Name)
	}
	a.Roles = append(a.Roles, out)
}

// Inline adds an inline policy of a role.
func (a *Account) Inline(_ formula.Formula, role, name, document Value) {
	a.later = append(a.later, func() {
		r, key := a.owner(role), a.text(name, "")
		if r.Inline[key] != nil {
			a.fail("role %s has two policies %q", r.Name, key)
		}
		r.Inline[key] = a.document("policy "+key, document)
	})
}

// Attach adds a managed policy to a role, or says at the policy to whom it is attached
// who is not of the stack.
func (a *Account) Attach(_ formula.Formula, kind string, name, arn Value) {
	a.later = append(a.later, func() {
		to, of := a.text(name, ""), a.text(arn, "")
		if r := a.Account.Role(to); r != nil && kind == "role" {
			r.Managed = append(r.Managed, of)
			return
		}
		a.attached(of, kind+" "+to)
	})
}

// attached says at the policy with an ARN to whom it is attached.
func (a *Account) attached(arn, to string) {
	p := lists.Find(a.Policies, func(p *read.Policy) bool { return p.ARN == arn })
	if p == nil {
		a.fail("there is no %s, and no policy %s", to, arn)
		return
	}
	p.Attached = append(p.Attached, to)
}

// Session says at a policy that it is the session policy of a user or group in a Studio.
func (a *Account) Session(_ formula.Formula, studio, kind, name, policy Value) {
	a.later = append(a.later, func() {
		a.attached(a.text(policy, ""), session(a.text(studio, ""), a.text(kind, ""), a.text(name, "")))
	})
}

func session(studio, kind, name string) string {
	return strings.ToLower(kind) + " " + name + " of the Studio " + studio
}

// Profile adds an instance profile to a role.
func (a *Account) Profile(_ formula.Formula, role, name, path, tags Value) {
	a.later = append(a.later, func() {
		r := a.owner(role)
		r.Profiles = append(r.Profiles, read.Profile{Name: a.text(name, ""), Path: a.text(path, "/"), Tags: a.tags(tags)})
	})
}

// Policy adds a customer managed policy.
func (a *Account) Policy(_ formula.Formula, name, path, description, tags, document Value) {
	p := &read.Policy{Name: a.text(name, ""), Path: a.text(path, "/"), Description: a.text(description, ""), Tags: a.tags(tags)}
	p.ARN = a.prefix + "policy" + p.Path + p.Name
	p.Document = a.document("policy "+p.Name, document)
	a.Policies = append(a.Policies, p)
}

// Configuration adds a security configuration.
func (a *Account) Configuration(_ formula.Formula, name, document Value) {
	c := &read.SecurityConfiguration{Name: a.text(name, "")}
	if err := json.Unmarshal(a.json(document), &c.Document); err != nil {
		a.fail("security configuration %s: %w", c.Name, err)
	}
	a.SecurityConfigurations = append(a.SecurityConfigurations, c)
}

// Output adds an output of a stack.
func (a *Account) Output(_ formula.Formula, name string, value, export Value) {
	a.Outputs[name] = Output{a.text(value, ""), a.text(export, "")}
}

// Keep adds nothing: it is about the stack.
func (a *Account) Keep(bool) {}
