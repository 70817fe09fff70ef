package account

import (
	"cmp"
	"encoding/json"
	"errors"
	"strings"

	"github.com/emriam/emriam/internal/lists"
)

// exportPage is one page of GetAccountAuthorizationDetails.
type exportPage struct {
	Users       []exportUser   `json:"UserDetailList"`
	Groups      []exportGroup  `json:"GroupDetailList"`
	Roles       []exportRole   `json:"RoleDetailList"`
	Policies    []exportPolicy `json:"Policies"`
	IsTruncated bool           `json:"IsTruncated"`
}

type exportRole struct {
	Path, RoleName, Arn      string
	AssumeRolePolicyDocument json.RawMessage
	InstanceProfileList      []struct{ Path, InstanceProfileName, Arn string }
	RolePolicyList           []exportInline
	AttachedManagedPolicies  []exportAttached
	PermissionsBoundary      exportBoundary
	Tags                     []Tag
}

type exportUser struct {
	Path, UserName, Arn     string
	UserPolicyList          []exportInline
	GroupList               []string
	AttachedManagedPolicies []exportAttached
	PermissionsBoundary     exportBoundary
	Tags                    []Tag
}

type exportGroup struct {
	Path, GroupName, Arn    string
	GroupPolicyList         []exportInline
	AttachedManagedPolicies []exportAttached
}

type exportPolicy struct {
	PolicyName, Path, Arn, DefaultVersionId string
	PolicyVersionList                       []struct {
		VersionId        string
		IsDefaultVersion bool
		Document         json.RawMessage
	}
}

type exportInline struct {
	PolicyName     string
	PolicyDocument json.RawMessage
}

type (
	exportAttached struct{ PolicyArn string }
	exportBoundary struct{ PermissionsBoundaryArn string }
)

// accountBuilder merges pages into an account.
type accountBuilder struct {
	account *Account
	seen    map[string]bool // ARNs
}

// page adds a page. The account is partial until the last one is added.
func (b *accountBuilder) page(p *exportPage) error {
	if p.Roles == nil && p.Policies == nil && p.Users == nil && p.Groups == nil {
		return errors.New("account export: it has no RoleDetailList, Policies, UserDetailList or GroupDetailList")
	}
	if !p.IsTruncated {
		b.account.Partial = false
	}
	b.add(p)
	return nil
}

func (b *accountBuilder) add(p *exportPage) {
	for _, r := range p.Roles {
		if b.isNew(r.Arn) {
			b.account.Roles = append(b.account.Roles, r.role())
		}
	}
	for _, x := range p.Policies {
		if b.isNew(x.Arn) {
			b.account.Policies = append(b.account.Policies, x.policy())
		}
	}
	for _, u := range p.Users {
		if b.isNew(u.Arn) {
			b.account.Users = append(b.account.Users, User{
				Name: u.UserName, Path: u.Path, ARN: u.Arn, Inline: inlineOf(u.UserPolicyList),
				Attached: arnsOf(u.AttachedManagedPolicies), Boundary: u.PermissionsBoundary.PermissionsBoundaryArn,
				Groups: u.GroupList, Tags: u.Tags,
			})
		}
	}
	for _, g := range p.Groups {
		if b.isNew(g.Arn) {
			b.account.Groups = append(b.account.Groups, Group{
				Name: g.GroupName, Path: g.Path, ARN: g.Arn, Inline: inlineOf(g.GroupPolicyList),
				Attached: arnsOf(g.AttachedManagedPolicies),
			})
		}
	}
}

// isNew reports whether an ARN occurs for the first time.
func (b *accountBuilder) isNew(arn string) bool {
	seen := b.seen[arn]
	b.seen[arn] = arn != ""
	return !seen
}

func (r exportRole) role() Role {
	out := Role{
		Name: r.RoleName, Path: r.Path, ARN: r.Arn, Trust: Document{Text: r.AssumeRolePolicyDocument},
		Inline: inlineOf(r.RolePolicyList), Attached: arnsOf(r.AttachedManagedPolicies),
		Boundary: r.PermissionsBoundary.PermissionsBoundaryArn, Tags: r.Tags,
	}
	for _, p := range r.InstanceProfileList {
		out.Profiles = append(out.Profiles, Profile{Name: p.InstanceProfileName, Path: p.Path, ARN: p.Arn})
	}
	return out
}

// policy adds a policy with its default version.
func (p exportPolicy) policy() Policy {
	name := p.Arn[strings.LastIndexByte(p.Arn, '/')+1:]
	out := Policy{Name: cmp.Or(p.PolicyName, name), Path: p.Path, ARN: p.Arn, Version: p.DefaultVersionId}
	for _, v := range p.PolicyVersionList {
		if v.IsDefaultVersion || v.VersionId == p.DefaultVersionId && p.DefaultVersionId != "" {
			out.Version, out.Document = v.VersionId, Document{Text: v.Document}
		}
	}
	return out
}

func inlineOf(all []exportInline) []Document {
	return lists.Map(all, func(p exportInline) Document { return Document{Name: p.PolicyName, Text: p.PolicyDocument} })
}

func arnsOf(all []exportAttached) []string {
	return lists.Map(all, func(a exportAttached) string { return a.PolicyArn })
}
