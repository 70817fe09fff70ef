package cloudformation

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/read"
)

// account is what was read so far.
type account struct{ read.Account }

// Read takes the resources of IAM and EMR out of a stack that was deployed in
// env. Resources of other services are skipped; a property that it does not
// know is an error.
func Read(s *Stack, env Env) (*read.Account, error) {
	a := &account{}
	prefix := "arn:" + env.Partition + ":iam::" + env.AccountID + ":"
	// Roles first: other resources add to them.
	for _, isRole := range []bool{true, false} {
		for _, id := range sorted(s.Resources) {
			r := s.Resources[id]
			if (r.Type == "AWS::IAM::Role") != isRole {
				continue
			}
			if err := a.read(r, prefix); err != nil {
				return nil, fmt.Errorf("resource %s: %w", id, err)
			}
		}
	}
	a.Sort()
	return &a.Account, nil
}

func (a *account) read(r Resource, prefix string) error {
	p := &properties{values: r.Properties, used: map[string]bool{}}
	switch r.Type {
	case "AWS::IAM::Role":
		a.readRole(p, prefix)
	case "AWS::IAM::InstanceProfile":
		a.readProfile(p)
	case "AWS::IAM::ManagedPolicy":
		a.readManaged(p, prefix)
	case "AWS::IAM::Policy", "AWS::IAM::RolePolicy":
		a.readInline(p)
	case "AWS::EMR::SecurityConfiguration":
		c := &read.SecurityConfiguration{Name: p.text("Name", ""), Document: plain(p.get("SecurityConfiguration"))}
		a.SecurityConfigurations = append(a.SecurityConfigurations, c)
	default:
		if strings.HasPrefix(r.Type, "AWS::IAM::") || strings.HasPrefix(r.Type, "AWS::EMR::") {
			return fmt.Errorf("type %s is not known", r.Type)
		}
		return nil
	}
	return p.finish()
}

func (a *account) readRole(p *properties, prefix string) {
	r := &read.Role{
		Name:        p.text("RoleName", ""),
		Path:        p.text("Path", "/"),
		Description: p.text("Description", ""),
		MaxSession:  p.text("MaxSessionDuration", "3600"),
		Boundary:    p.text("PermissionsBoundary", ""),
		Tags:        p.tags("Tags"),
		Managed:     p.texts("ManagedPolicyArns"),
		Trust:       p.document("AssumeRolePolicyDocument"),
		Inline:      map[string]*iam.Document{},
	}
	r.ARN = prefix + "role" + r.Path + r.Name
	for _, inline := range p.list("Policies") {
		q := p.nested(inline)
		p.fail(addInline(r, q.text("PolicyName", ""), q.document("PolicyDocument")))
		p.fail(q.finish())
	}
	if r.Name == "" {
		p.fail(errors.New("no RoleName"))
	}
	if a.Role(r.Name) != nil {
		p.fail(fmt.Errorf("role %s is created twice", r.Name))
	}
	a.Roles = append(a.Roles, r)
}

func addInline(r *read.Role, name string, d *iam.Document) error {
	if r.Inline[name] != nil {
		return fmt.Errorf("role %s has two policies %q", r.Name, name)
	}
	r.Inline[name] = d
	return nil
}

func (a *account) readProfile(p *properties) {
	profile := read.Profile{Name: p.text("InstanceProfileName", ""), Path: p.text("Path", "/")}
	for _, name := range p.texts("Roles") {
		if r := a.Role(name); r != nil {
			r.Profiles = append(r.Profiles, profile)
		} else {
			p.fail(fmt.Errorf("no role %q in the stack", name))
		}
	}
}

func (a *account) readManaged(p *properties, prefix string) {
	m := &read.Policy{
		Name:        p.text("ManagedPolicyName", ""),
		Path:        p.text("Path", "/"),
		Description: p.text("Description", ""),
		Document:    p.document("PolicyDocument"),
	}
	m.ARN = prefix + "policy" + m.Path + m.Name
	for _, name := range p.texts("Roles") {
		if r := a.Role(name); r != nil {
			r.Managed = append(r.Managed, m.ARN)
		} else {
			m.Attached = append(m.Attached, "role "+name)
		}
	}
	for _, name := range p.texts("Groups") {
		m.Attached = append(m.Attached, "group "+name)
	}
	for _, name := range p.texts("Users") {
		m.Attached = append(m.Attached, "user "+name)
	}
	a.Policies = append(a.Policies, m)
}

func (a *account) readInline(p *properties) {
	name, doc := p.text("PolicyName", ""), p.document("PolicyDocument")
	roles := p.texts("Roles")
	if name := p.text("RoleName", ""); name != "" {
		roles = append(roles, name)
	}
	for _, role := range roles {
		if r := a.Role(role); r != nil {
			p.fail(addInline(r, name, doc))
		} else {
			p.fail(fmt.Errorf("no role %q in the stack", role))
		}
	}
}

// plain converts the numbers of a value to those of encoding/json.
func plain(v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		return v
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		return v
	}
	return out
}
