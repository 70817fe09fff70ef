package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// writtenTrust writes a trust: as edges, e.g., {service: elasticmapreduce},
// where the language has some that say the same.
func (d *draft) writtenTrust(r *role) yaml {
	if r.plain || r.Trust.ID != "" || isOdd(r.Trust) || r.Trust.Version == oldest && !d.isRegular(inCurrent(r.Trust)) {
		return d.writtenDocument(r.Trust)
	}
	var out []yaml
	edges := false
	for _, st := range r.Trust.Statements {
		var e yaml
		if len(d.remarks[st]) == 0 {
			e = d.trustEdge(r, st)
		}
		if e == nil {
			e = d.writtenStatement(st)
		} else {
			edges = true
		}
		out = append(out, e)
	}
	if !edges {
		return d.writtenDocument(r.Trust)
	}
	return oneOrMany(out)
}

func (d *draft) trustEdge(r *role, st *spec.Statement) yaml {
	if st.Effect != "Allow" || st.NotPrincipals || st.NotActions || len(st.Principals) != 1 || st.Sid != "" && !strings.HasPrefix(st.Sid, "AssumedBy") {
		return nil
	}
	e, usual := dict{flow: true}, "sts:AssumeRole"
	if p := st.Principals[0]; p.Type == "Service" {
		names, guard, ok := serviceEdge(r.Kind, p, st.Conditions)
		if !ok {
			return nil
		}
		e.add("service", oneOrMany(names))
		e.add("guard", givenText(guard))
	} else if p.Type == "Federated" {
		oidc := oidcEdge(p, st.Conditions)
		if oidc == nil {
			return nil
		}
		e.add("oidc", oidc)
		usual = "sts:AssumeRoleWithWebIdentity"
	} else {
		names := roleNames(p)
		if names == nil || len(st.Conditions) > 0 {
			return nil
		}
		e.add("role", oneOrMany(names))
	}
	if len(st.Actions) != 1 || st.Actions[0].Value.String() != usual || len(st.Actions[0].When) > 0 {
		e.add("actions", items(st.Actions))
	}
	e.add("when", when(st.When))
	return e
}

// oidcPrincipal begins the ARN of an OpenID Connect provider of the account.
const oidcPrincipal = "arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/"

// oidcEdge is a provider with the audiences and subjects that the conditions ask for,
// nil if they ask for anything else.
func oidcEdge(p spec.Principal, cs []spec.Condition) yaml {
	if len(p.Values) != 1 || len(p.Values[0].When) > 0 || len(cs) != 2 {
		return nil
	}
	provider, ok := strings.CutPrefix(p.Values[0].Value.String(), oidcPrincipal)
	if !ok || strings.ContainsAny(provider, "*?") {
		return nil
	}
	out := dict{flow: true}
	out.add("provider", text(provider))
	for _, claim := range []string{"aud", "sub"} {
		i := slices.IndexFunc(cs, func(c spec.Condition) bool { return c.KeyText().String() == provider+":"+claim })
		if i < 0 {
			return nil
		}
		c := cs[i]
		pattern := slices.ContainsFunc(c.Values, func(it spec.Item) bool { return strings.ContainsAny(it.Value.String(), "*?") })
		switch {
		case claim == "aud" && c.Operator != "StringEquals":
			return nil
		case claim == "aud":
			if len(c.Values) != 1 || c.Values[0].Value.String() != "sts.amazonaws.com" || len(c.Values[0].When) > 0 {
				out.add("audience", items(c.Values))
			}
		case pattern && c.Operator != "StringLike", !pattern && c.Operator != "StringEquals":
			return nil
		default:
			out.add("subject", items(c.Values))
		}
	}
	return out
}

// roleNames are the roles of the spec that a principal is, nil if it is
// anything else.
func roleNames(p spec.Principal) []yaml {
	var out []yaml
	for _, it := range p.Values {
		ref, ok := spec.LoneRole(it.Value)
		if !ok || len(it.When) > 0 {
			return nil
		}
		out = append(out, text(ref.Role.Name))
	}
	return out
}

// anySuffix ends a principal whose domain follows the partition.
const anySuffix = ".${" + string(spec.URLSuffix) + "}"

// serviceEdge returns the services of a principal, and the guard that has the
// conditions, "" if it is the usual one of the kind.
func serviceEdge(k spec.Kind, p spec.Principal, cs []spec.Condition) (names []yaml, guard string, ok bool) {
	var services []spec.ServiceInfo
	for _, it := range p.Values {
		s, known := spec.FindService(serviceName(it.Value.String()))
		if !known || len(it.When) > 0 {
			return nil, "", false
		}
		if _, same := s.Principal().Literal(); same && strings.HasSuffix(it.Value.String(), anySuffix) {
			return nil, "", false // it is another one in China
		}
		services = append(services, s)
		names = append(names, text(s.Name))
	}
	arns := !slices.ContainsFunc(services, func(s spec.ServiceInfo) bool { return !s.SendsARN() })
	for _, guard := range spec.ConfusedDeputies {
		g := spec.ConfusedDeputy(guard)
		if g == spec.ConfusedDeputyARN && !arns || conditionsKey(g.Conditions(k, services, diag.Span{})) != conditionsKey(cs) {
			continue
		}
		if g == k.DefaultConfusedDeputy(services) {
			guard = ""
		}
		return names, guard, true
	}
	return nil, "", false
}

// conditionsKey is the same text for the same conditions, in whatever order.
func conditionsKey(cs []spec.Condition) string {
	out := lists.Map(cs, func(c spec.Condition) string {
		return c.Operator + " " + strings.ToLower(c.Key) + " " + itemsKey(c.Values)
	})
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func itemsKey(its []spec.Item) string {
	var out []string
	for _, it := range its {
		s := it.Value.String()
		for _, p := range it.When {
			s += " when " + p.String()
		}
		out = append(out, fmt.Sprintf("%q", s))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// passes writes statements as edges to the roles that may be passed on; ok is
// false if one of them is something else.
func (d *draft) passes(sts []*spec.Statement) (out []yaml, ok bool) {
	for _, st := range sts {
		if len(d.remarks[st]) > 0 {
			return nil, false
		}
		to := passedTo(st)
		if to == "" {
			return nil, false
		}
		for _, it := range st.Resources {
			w := append(slices.Clone(st.When), it.When...)
			out = append(out, passed(spec.Item{Value: it.Value, When: w}, to))
		}
	}
	return out, len(out) > 0
}

// passedTo is the service that a statement passes roles to, if it is just what
// passes makes; else "".
func passedTo(st *spec.Statement) string {
	if st.Effect != "Allow" || st.NotActions || st.NotResources || len(st.Actions) != 1 || st.Actions[0].Value.String() != "iam:PassRole" || len(st.Conditions) != 1 || len(st.Conditions[0].Values) != 1 {
		return ""
	}
	s, known := spec.FindService(serviceName(strings.TrimSuffix(st.Conditions[0].Values[0].Value.String(), "*")))
	if !known || conditionsKey([]spec.Condition{s.PassCondition(diag.Span{})}) != conditionsKey(st.Conditions) {
		return ""
	}
	if tail, ok := strings.CutPrefix(st.Sid, s.Sid); st.Sid != "" && (!ok || strings.Trim(tail, "0123456789") != "") {
		return ""
	}
	return s.Name
}

func passed(it spec.Item, to string) yaml {
	e := dict{flow: true}
	ref, isRole := spec.LoneRole(it.Value)
	switch {
	case isRole && ref.Role.Kind.Service() == to && len(it.When) == 0:
		return text(ref.Role.Name)
	case isRole:
		e.add("role", text(ref.Role.Name))
	default:
		e.add("arn", text(it.Value.String()))
	}
	e.add("to", text(to))
	e.add("when", when(it.When))
	return e
}
