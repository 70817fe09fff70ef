package spec

import "testing"

// Every place that can hold a parameter is looked at.
func TestParamsOf(t *testing.T) {
	t.Parallel()
	s := &Spec{}
	param := func(name string) *Param {
		p := &Param{Name: name, Type: String, Optional: true}
		s.Params = append(s.Params, p)
		return p
	}
	ref := func(name string) Value { return Value{ParamRef{param(name)}} }
	items := func(name string) []Item { return []Item{{Value: ref(name), When: When{Given(param(name + "When"))}}} }
	statement := func(name string) *Document {
		return &Document{Statements: []*Statement{{
			When:       When{Given(param(name + "When"))},
			Principals: []Principal{{Type: "AWS", Values: items(name + "Principal")}},
			Actions:    items(name + "Action"),
			Resources:  items(name + "Resource"),
			Conditions: []Condition{{Values: items(name + "Condition")}},
		}}}
	}
	other := &Role{Header: Header{Name: "Other"}, RoleName: ref("OtherName"), Path: ref("OtherPath")}
	role := &Role{
		Header:   Header{Tags: []Tag{{Key: "k", Value: items("Tag")[0]}}},
		RoleName: ref("Name"), Path: ref("Path"), MaxSession: ref("Session"), Profile: ref("Profile"), ProfilePath: ref("ProfilePath"),
		Boundary: items("Boundary"),
		Trust:    statement("Trust"),
		Managed:  append(items("Managed"), Item{Value: Value{RoleRef{Role: other, Attr: AttrARN}}}),
		Policies: []*RolePolicy{{Name: "P", Document: statement("Inline")}},
	}
	policy := &Policy{PolicyName: ref("PolicyName"), Path: ref("PolicyPath"), Document: statement("Policy")}
	configuration := &SecurityConfiguration{
		ConfigurationName: ref("ConfigurationName"),
		Mappings:          []*RoleMapping{{Role: ref("Mapped"), Identifiers: items("Identifier")}},
	}
	template := len(s.Params)
	role.ProfileTags = []Tag{{Key: "k", Value: items("ProfileTag")[0]}}
	policy.Tags = []Tag{{Key: "k", Value: items("PolicyTag")[0]}}
	all := len(s.Params)
	param("Unused")

	st := &Stack{Roles: []*Role{role}, Policies: []*Policy{policy}, SecurityConfigurations: []*SecurityConfiguration{configuration}}
	got := s.ParamsOf(st)
	if len(got) != all {
		t.Fatalf("%d parameters, want %d", len(got), all)
	}
	for i, p := range got {
		if p != s.Params[i] {
			t.Errorf("parameter %d is %s, want %s", i, p.Name, s.Params[i].Name)
		}
	}
	if r, p, c := len(s.ParamsOfSubject(Subject{Role: role})), len(s.ParamsOfSubject(Subject{Policy: policy})), len(s.ParamsOfSubject(Subject{Configuration: configuration})); r+p+c != template || len(s.ParamsOfTemplate(st)) != template {
		t.Errorf("the role has %d, the policy %d and the configuration %d parameters, want %d together", r, p, c, template)
	}
	if got, want := len(s.ParamsOfTags(policy.Tags)), 2; got != want {
		t.Errorf("the tags have %d parameters, want %d", got, want)
	}
	if got, want := len(s.ParamsOfDocument(role.Trust)), 9; got != want {
		t.Errorf("the trust has %d parameters, want %d", got, want)
	}
}
