package terraform

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/read"
)

// Resource is a resource as it is created.
type Resource struct {
	Address string // e.g., "aws_iam_policy.shared[0]"
	Type    string
	Args    map[string]any // as encoding/json decodes them; null, or not there, if not given
}

// Apply is what m creates in env.
func (m *Module) Apply(env Env) (*read.Account, error) {
	r, err := m.resolve(env)
	if err != nil {
		return nil, err
	}
	return Account(r.created, env.Partition, env.AccountID)
}

// Account is what is in an account when resources were created.
func Account(created []Resource, partition, accountID string) (*read.Account, error) {
	b := &builder{account: &read.Account{}, prefix: "arn:" + partition + ":iam::" + accountID + ":"}
	// Roles first: other resources add to them.
	for _, isRole := range []bool{true, false} {
		for _, r := range created {
			if (r.Type == "aws_iam_role") != isRole {
				continue
			}
			if err := b.add(r); err != nil {
				return nil, fmt.Errorf("%s: %w", r.Address, err)
			}
		}
	}
	b.account.Sort()
	return b.account, nil
}

type builder struct {
	account *read.Account
	prefix  string
}

func (b *builder) add(r Resource) error {
	switch r.Type {
	case "aws_iam_role":
		return b.role(r)
	case "aws_iam_policy":
		return b.policy(r)
	case "aws_emr_security_configuration":
		c := &read.SecurityConfiguration{Name: r.text("name", "")}
		b.account.SecurityConfigurations = append(b.account.SecurityConfigurations, c)
		return json.Unmarshal([]byte(r.text("configuration", "")), &c.Document)
	}
	role := b.account.Role(r.text("role", ""))
	if kind, ok := strings.CutSuffix(strings.TrimPrefix(r.Type, "aws_iam_"), "_policy_attachment"); ok && role == nil {
		return b.attach(kind, r.text(kind, ""), r.text("policy_arn", ""))
	}
	if role == nil {
		return fmt.Errorf("there is no role %q", r.text("role", ""))
	}
	switch r.Type {
	case "aws_iam_role_policy":
		return addInline(role, r)
	case "aws_iam_role_policy_attachment":
		role.Managed = append(role.Managed, r.text("policy_arn", ""))
	case "aws_iam_instance_profile":
		tags, err := r.tags()
		role.Profiles = append(role.Profiles, read.Profile{Name: r.text("name", ""), Path: r.text("path", "/"), Tags: tags})
		return err
	default:
		return fmt.Errorf("the type %s is not known", r.Type)
	}
	return nil
}

// attach attaches a policy to a group, a user or a role outside of the module.
func (b *builder) attach(kind, name, arn string) error {
	for _, p := range b.account.Policies {
		if p.ARN == arn {
			p.Attached = append(p.Attached, kind+" "+name)
			return nil
		}
	}
	return fmt.Errorf("there is no %s %q, and no policy %s", kind, name, arn)
}

func (b *builder) role(r Resource) error {
	role := &read.Role{
		Name: r.text("name", ""), Path: r.text("path", "/"), Description: r.text("description", ""),
		MaxSession: r.text("max_session_duration", "3600"), Boundary: r.text("permissions_boundary", ""),
		Inline: map[string]*iam.Document{},
	}
	role.ARN = b.prefix + "role" + role.Path + role.Name
	var err error
	if role.Tags, err = r.tags(); err != nil {
		return err
	}
	if b.account.Role(role.Name) != nil {
		return fmt.Errorf("the role %s twice", role.Name)
	}
	b.account.Roles = append(b.account.Roles, role)
	role.Trust, err = iam.Parse([]byte(r.text("assume_role_policy", "")))
	return err
}

func (b *builder) policy(r Resource) error {
	p := &read.Policy{Name: r.text("name", ""), Path: r.text("path", "/"), Description: r.text("description", "")}
	p.ARN = b.prefix + "policy" + p.Path + p.Name
	b.account.Policies = append(b.account.Policies, p)
	var err error
	if p.Tags, err = r.tags(); err != nil {
		return err
	}
	p.Document, err = iam.Parse([]byte(r.text("policy", "")))
	return err
}

func addInline(role *read.Role, r Resource) error {
	name := r.text("name", "")
	if role.Inline[name] != nil {
		return fmt.Errorf("the role %s has two policies %q", role.Name, name)
	}
	var err error
	role.Inline[name], err = iam.Parse([]byte(r.text("policy", "")))
	return err
}

func (r Resource) tags() (map[string]string, error) {
	out := map[string]string{}
	tags, _ := r.Args["tags"].(map[string]any)
	for k, v := range tags {
		if v == nil {
			return nil, fmt.Errorf("the tag %s is null", k)
		}
		out[k] = fmt.Sprint(v)
	}
	return out, nil
}

func (r Resource) text(arg, otherwise string) string {
	if v := r.Args[arg]; v != nil {
		return fmt.Sprint(v)
	}
	return otherwise
}
