package cloudformation_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/internal/intrinsics"
	"github.com/emriam/emriam/gen/policies"
	"github.com/emriam/emriam/iam"
)

// What a template creates, by an evaluator that shares no code with the
// target, is what the spec says: in each partition, for each choice of
// parameters.
func TestCreatesWhatTheSpecSays(t *testing.T) {
	t.Parallel()
	for _, s := range append(own(t), cases(t)...) {
		for _, where := range places {
			for _, d := range deployments(s, where) {
				t.Run(where.Partition+"/"+d.name, func(t *testing.T) {
					t.Parallel()
					if diff := gocmp.Diff(wanted(d), evaluated(t, d)); diff != "" {
						t.Errorf("-the spec's, +the template's:\n%s", diff)
					}
				})
			}
		}
	}
}

func (d deployment) env() intrinsics.Env {
	return intrinsics.Env{
		Partition: d.binding.Partition,
		Region:    d.binding.Region,
		AccountID: d.binding.AccountID,
		StackName: d.stack.Name,
		Params:    d.params(),
	}
}

func evaluated(t *testing.T, d deployment) *intrinsics.Account {
	t.Helper()
	env := d.env()
	stack, err := intrinsics.Resolve(d.template(), env)
	if err != nil {
		t.Fatal(err)
	}
	account, err := intrinsics.Read(stack, env)
	if err != nil {
		t.Fatal(err)
	}
	return inOrder(account)
}

// wanted is what the model says that d creates.
func wanted(d deployment) *intrinsics.Account {
	set := policies.Documents(d.spec, d.binding)
	out := &intrinsics.Account{}
	prefix := "arn:" + d.binding.Partition + ":iam::" + d.binding.AccountID + ":"
	for _, r := range d.stack.Roles {
		i := slices.IndexFunc(set.Roles, func(o policies.Role) bool { return o.Name == r.Name })
		out.Roles = append(out.Roles, wantedRole(set.Roles[i], prefix))
	}
	for _, p := range d.stack.Policies {
		i := slices.IndexFunc(set.Policies, func(o policies.Policy) bool { return o.Name == p.Name })
		if i < 0 {
			continue
		}
		o := set.Policies[i]
		out.Policies = append(out.Policies, &intrinsics.Policy{
			Name: o.PolicyName, ARN: prefix + "policy" + o.Path + o.PolicyName,
			Path: o.Path, Description: o.Description, Document: o.Document,
		})
	}
	for _, c := range d.stack.SecurityConfigurations {
		i := slices.IndexFunc(set.SecurityConfigurations, func(o policies.SecurityConfiguration) bool { return o.Name == c.Name })
		o := set.SecurityConfigurations[i]
		out.SecurityConfigurations = append(out.SecurityConfigurations, &intrinsics.SecurityConfiguration{
			Name: o.ConfigurationName, Document: decoded(o.Document),
		})
	}
	return inOrder(out)
}

func decoded(src []byte) any {
	var v any
	if err := json.Unmarshal(src, &v); err != nil {
		panic(fmt.Sprintf("%s: %v", src, err))
	}
	return v
}

func wantedRole(r policies.Role, prefix string) *intrinsics.Role {
	out := &intrinsics.Role{
		Name: r.RoleName, ARN: prefix + "role" + r.Path + r.RoleName, Path: r.Path,
		Description: r.Description, MaxSession: "3600", Boundary: r.Boundary,
		Trust: r.Trust, Tags: map[string]string{}, Inline: map[string]*iam.Document{},
	}
	if r.MaxSession != 0 {
		out.MaxSession = strconv.Itoa(r.MaxSession)
	}
	for _, tag := range r.Tags {
		out.Tags[tag.Key] = tag.Value
	}
	out.Managed = slices.Clone(r.Managed)
	for _, p := range r.Policies {
		out.Inline[p.Name] = p.Document
	}
	if r.Profile != "" {
		out.Profiles = []intrinsics.Profile{{Name: r.Profile, Path: r.Path}}
	}
	return out
}

// inOrder sorts what has no order in IAM.
func inOrder(a *intrinsics.Account) *intrinsics.Account {
	slices.SortFunc(a.Roles, func(a, b *intrinsics.Role) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(a.Policies, func(a, b *intrinsics.Policy) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(a.SecurityConfigurations, func(a, b *intrinsics.SecurityConfiguration) int { return cmp.Compare(a.Name, b.Name) })
	for _, r := range a.Roles {
		slices.Sort(r.Managed)
		r.Trust = ordered(r.Trust)
		for _, name := range slices.Sorted(maps.Keys(r.Inline)) {
			r.Inline[name] = ordered(r.Inline[name])
		}
		if len(r.Managed) == 0 {
			r.Managed = nil
		}
	}
	for _, p := range a.Policies {
		p.Document = ordered(p.Document)
	}
	return a
}

func ordered(d *iam.Document) *iam.Document {
	out := *d
	out.Statements = slices.Clone(d.Statements)
	for i, st := range out.Statements {
		st.Principals = slices.SortedFunc(slices.Values(st.Principals), func(a, b iam.Principal) int { return cmp.Compare(a.Type, b.Type) })
		st.Conditions = slices.SortedFunc(slices.Values(st.Conditions), func(a, b iam.Condition) int {
			return cmp.Or(cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Key, b.Key))
		})
		out.Statements[i] = st
	}
	return &out
}
