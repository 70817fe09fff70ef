package diff_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// foundDocument is a document with where it is.
type foundDocument struct {
	kind string // "statement", "trust" or "boundary"
	name string
	*spec.Document
}

// documentsOf are the documents of s: of an each, those of the first.
func documentsOf(s *spec.Spec) []foundDocument {
	var out []foundDocument
	bounds := map[*spec.Policy]bool{}
	for _, r := range s.Roles {
		for _, it := range r.Boundary {
			if ref, ok := spec.LonePolicy(it.Value); ok {
				bounds[ref.Policy] = true
			}
		}
	}
	for _, r := range s.Roles {
		if r.Each != nil && !r.Each.First() {
			continue
		}
		out = append(out, foundDocument{"trust", r.Name, r.Trust})
		for _, p := range r.Policies {
			out = append(out, foundDocument{"statement", r.Name + "." + p.Name, p.Document})
		}
	}
	for _, p := range s.Policies {
		kind := "statement"
		if bounds[p] {
			kind = "boundary"
		}
		out = append(out, foundDocument{kind, p.Name, p.Document})
	}
	return out
}

func literal(text string) spec.Value { return spec.Value{spec.Lit(text)} }

func literals(texts ...string) []spec.Item {
	var out []spec.Item
	for _, text := range texts {
		out = append(out, spec.Item{Value: literal(text)})
	}
	return out
}

// faultsOf are changes that may make something wider, of each kind.
func faultsOf(s *spec.Spec) []fault {
	var out []fault
	for i, d := range documentsOf(s) {
		for j, st := range d.Statements {
			change := func(kind, what string, plant func(*spec.Statement)) {
				if d.kind != "statement" {
					kind = d.kind
				}
				out = append(out, fault{kind: kind, what: fmt.Sprintf("%s of %s %s", what, d.name, st.Sid), plant: func(s *spec.Spec) {
					to := documentsOf(s)[i].Document
					fresh := *to.Statements[j]
					plant(&fresh)
					to.Statements[j] = &fresh
				}})
			}
			if st.Effect == "Deny" {
				out = append(out, fault{kind: d.kind, what: "no " + st.Sid, plant: func(s *spec.Spec) {
					to := documentsOf(s)[i].Document
					to.Statements = slices.Delete(slices.Clone(to.Statements), j, j+1)
				}})
			}
			statementFaults(s, st, change)
		}
		if d.kind == "boundary" {
			for _, action := range []string{"dynamodb:*", "*"} {
				out = append(out, fault{kind: "boundary", what: action + " in " + d.name, plant: func(s *spec.Spec) {
					to := documentsOf(s)[i].Document
					to.Statements = append(slices.Clone(to.Statements), &spec.Statement{Effect: "Allow", Actions: literals(action), Resources: literals("*")})
				}})
			}
		}
		if d.kind == "trust" {
			for _, who := range []string{"AWS:arn:aws:iam::999988887777:root", "Service:glue.amazonaws.com", "AWS:*"} {
				out = append(out, fault{kind: "trust", what: who + " in " + d.name, plant: func(s *spec.Spec) {
					typ, value, _ := strings.Cut(who, ":")
					to := documentsOf(s)[i].Document
					fresh := &spec.Statement{Effect: "Allow", Actions: literals("sts:AssumeRole"), Principals: []spec.Principal{{Type: typ, Values: literals(value)}}}
					to.Statements = append(slices.Clone(to.Statements), fresh)
				}})
			}
		}
	}
	return slices.Concat(out, roleFaults(s), parameterFaults(s), environmentFaults(s))
}

// statementFaults are changes of one statement.
func statementFaults(s *spec.Spec, st *spec.Statement, change func(kind, what string, plant func(*spec.Statement))) {
	deny := st.Effect == "Deny"
	if !deny {
		change("statement", "one action more", func(st *spec.Statement) {
			if st.Actions = slices.Concat(st.Actions, literals("dynamodb:DeleteTable")); st.NotActions {
				st.Actions = st.Actions[1 : len(st.Actions)-1]
			}
		})
		if st.Resources != nil {
			change("statement", "any resource", func(st *spec.Statement) { st.Resources, st.NotResources = literals("*"), false })
		}
	}
	for k, c := range st.Conditions {
		switch {
		case !deny:
			change("condition", "without "+c.Key, func(st *spec.Statement) { st.Conditions = slices.Delete(slices.Clone(st.Conditions), k, k+1) })
			change("condition", "a value more for "+c.Key, func(st *spec.Statement) {
				st.Conditions = slices.Clone(st.Conditions)
				st.Conditions[k].Values = slices.Concat(st.Conditions[k].Values, literals("999988887777"))
			})
		default:
			change("condition", "another operator for "+c.Key, func(st *spec.Statement) {
				st.Conditions = slices.Clone(st.Conditions)
				st.Conditions[k].Operator = strings.TrimSuffix(c.Operator, "IfExists") + "IfExists"
				st.Conditions[k].Values = literals("nothing")
			})
		}
	}
	if deny {
		change("condition", "a condition more", func(st *spec.Statement) {
			st.Conditions = append(slices.Clone(st.Conditions), spec.Condition{Operator: "StringNotEquals", Key: "aws:PrincipalTag/admin", Values: literals("true")})
		})
	}
	if st.When != nil && !deny {
		for k, p := range st.When {
			change("when", "without "+p.Name, func(st *spec.Statement) {
				if st.When = slices.Delete(slices.Clone(st.When), k, k+1); st.Resources != nil {
					st.Resources = without(st.Resources, p.Name)
				}
				st.Conditions, st.Principals = slices.Clone(st.Conditions), slices.Clone(st.Principals)
				for i, c := range st.Conditions {
					st.Conditions[i].Values = without(c.Values, p.Name)
				}
				for i, q := range st.Principals {
					st.Principals[i].Values = without(q.Values, p.Name)
				}
			})
		}
	}
	if deny {
		for _, p := range s.Params {
			if (p.Optional || p.Type == spec.Boolean) && !st.When.Has(p) {
				change("when", "only with "+p.Name, func(st *spec.Statement) { st.When = append(slices.Clone(st.When), spec.Given(p)) })
			}
		}
	} else {
		itemFaults(st, change)
	}
}

func itemFaults(st *spec.Statement, change func(kind, what string, plant func(*spec.Statement))) {
	for k, it := range st.Actions {
		if it.When != nil {
			change("when", "action without "+it.When[0].Name, func(st *spec.Statement) { st.Actions = slices.Clone(st.Actions); st.Actions[k].When = nil })
		}
	}
	for k, it := range st.Resources {
		if it.When != nil && len(it.Value.Params()) < len(it.When) {
			change("when", "resource without "+it.When[1].Name, func(st *spec.Statement) {
				st.Resources = slices.Clone(st.Resources)
				st.Resources[k].When = it.When[:1]
			})
		}
	}
}

// without are items where anything stands for those that name a parameter, which need
// not be there.
func without(items []spec.Item, param string) []spec.Item {
	out := slices.Clone(items)
	for i, it := range out {
		if slices.ContainsFunc(it.Value.Params(), func(p *spec.Param) bool { return p.Name == param }) {
			out[i].Value = literal("*")
		}
	}
	return out
}

const fullAccess = "arn:aws:iam::aws:policy/AmazonElasticMapReduceFullAccess"

// roleFaults are changes of what is attached to a role.
func roleFaults(s *spec.Spec) []fault {
	var out []fault
	for i, r := range s.Roles {
		if r.Each != nil && !r.Each.First() {
			continue
		}
		add := func(kind, what string, plant func(*spec.Role)) {
			out = append(out, fault{kind: kind, what: what + " of " + r.Name, plant: func(s *spec.Spec) { plant(s.Roles[i]) }})
		}
		for k, it := range r.Managed {
			for w := range it.When {
				add("attachment", "without "+it.When[w].Name, func(r *spec.Role) {
					r.Managed = slices.Clone(r.Managed)
					r.Managed[k].When = slices.Delete(slices.Clone(r.Managed[k].When), w, w+1)
				})
			}
		}
		add("attachment", "one more", func(r *spec.Role) { r.Managed = slices.Concat(r.Managed, literals(fullAccess)) })
		for _, p := range s.Params {
			if p.Optional || p.Type == spec.Boolean {
				add("attachment", "one more with "+p.Name, func(r *spec.Role) {
					r.Managed = append(slices.Clone(r.Managed), spec.Item{Value: literal(fullAccess), When: spec.When{spec.Given(p)}})
				})
			}
		}
		if r.Boundary == nil {
			continue
		}
		add("boundary", "none", func(r *spec.Role) { r.Boundary = nil })
		for _, arn := range []string{fullAccess, "arn:aws:iam::aws:policy/service-role/AmazonElasticMapReduceforEC2Role"} {
			add("boundary", arn, func(r *spec.Role) { r.Boundary = []spec.Item{{Value: literal(arn)}} })
		}
	}
	return out
}

// valuesFor are values that a parameter admits.
func valuesFor(p *spec.Param) []string {
	var out []string
	for _, v := range slices.Concat(p.Values, []string{
		"true", "false", "acme-secret", "acme-other-b", "other", "xyz", "qq", "in/other", "team-z", "team-zz", "studio-z", "studio-y", "config-z", "config-y",
		"00f1zzzzzzz00000", "amzn-s3-demo-other", "arn:aws:kms:us-east-1:111122223333:key/other", "arn:aws:iam::111122223333:role/other", "111122224444",
	}) {
		if p.Refuses(v) == "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// parameterFaults are changes of what may be given, and of what is taken otherwise.
func parameterFaults(s *spec.Spec) []fault {
	var out []fault
	for i, p := range s.Params {
		add := func(kind, what string, plant func(*spec.Param), sure bool) {
			out = append(out, fault{kind: kind, what: p.Name + " " + what, sure: sure, plant: func(s *spec.Spec) {
				was := *s.Params[i]
				plant(s.Params[i])
				for _, e := range s.Environments {
					if _, own := e.Values[p.Name]; !own && was.Default != nil {
						e.Binding.Values[p.Name] = s.Params[i].Default
					}
				}
			}})
		}
		if p.Default != nil {
			for _, v := range valuesFor(p) {
				if v != p.Default[0] {
					add("default", "is "+v, func(p *spec.Param) { p.Default = []string{v} }, false)
				}
			}
		}
		if p.Values != nil {
			add("pattern", "takes one value more", func(p *spec.Param) { p.Values = append(slices.Clone(p.Values), "other-value") }, true)
			add("pattern", "takes any value", func(p *spec.Param) { p.Values = nil }, true)
		}
		if p.Pattern != "" {
			add("pattern", "has no pattern", func(p *spec.Param) { p.Pattern = "" }, true)
			add("pattern", "has a wider pattern", func(p *spec.Param) { p.Pattern = "(" + p.Pattern + ")|[a-z]+" }, true)
			if p.Type == spec.String {
				add("pattern", "may be longer", func(p *spec.Param) { p.Pattern += "_?" }, true)
			}
		}
		if p.Type.Pattern() != "" && p.Values == nil {
			add("pattern", "is text", func(p *spec.Param) { p.Type = spec.String }, true)
		}
	}
	return out
}

func environmentFaults(s *spec.Spec) []fault {
	var out []fault
	for i, e := range s.Environments {
		for _, p := range s.Params {
			was := e.Binding.Values[p.Name]
			if p.List {
				continue
			}
			for _, v := range valuesFor(p) {
				if was == nil || was[0] != v {
					out = append(out, fault{kind: "environment", what: e.Name + ": " + p.Name + " is " + v, plant: func(s *spec.Spec) {
						s.Environments[i].Binding.Values[p.Name] = []string{v}
					}})
				}
			}
			if was != nil && p.Optional {
				out = append(out, fault{kind: "environment", what: e.Name + ": no " + p.Name, plant: func(s *spec.Spec) {
					delete(s.Environments[i].Binding.Values, p.Name)
				}})
			}
		}
	}
	return out
}
