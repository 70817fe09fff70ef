package prove

import (
	"encoding/json"
	"fmt"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read/conditional"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// model says what the stack of an artefact creates in all deployments that a place leaves
// open. The error is a deploy.TooMany.
func model(a artefact, place *deploy.Place) (facts *conditional.Facts, err error) {
	m, stack := &modeled{place, conditional.NewFacts(), a.tagged}, a.stack
	err = conditional.Catch(func() {
		for _, r := range stack.Roles {
			m.role(r)
		}
		for _, p := range stack.Policies {
			m.facts.Keep(p.Deployed.Retain)
			m.facts.Policy(m.presence(p.Document), m.text(p.PolicyName), m.text(p.Path), conditional.Always(p.Doc), m.extraTags(p.Tags), m.document(p.Document))
			for _, kind := range spec.AttachmentKinds {
				m.facts.AttachEach(m.presence(p.Document), kind, m.items(p.AttachedTo(kind)), m.text(p.ARN()))
			}
			for _, a := range p.Sessions() {
				exists := conditional.And(m.presence(p.Document), m.exists(a.Name.When))
				m.facts.Session(exists, m.text(a.Studio), conditional.Always(a.To), m.item(a.Name), m.text(p.ARN()))
			}
		}
		for _, c := range stack.SecurityConfigurations {
			m.facts.Keep(c.Deployed.Retain)
			m.facts.Configuration(m.exists(c.When), m.text(c.ConfigurationName), m.json(c.Document()))
		}
		for _, o := range a.outputs {
			m.output(o)
		}
	})
	return m.facts, err
}

func (m *modeled) output(o output) {
	when, exists, value := m.exists(o.when), m.place.Presence(o.exists), m.text(o.value)
	if o.otherwise == nil {
		when = conditional.And(when, exists)
	} else {
		value = append(value.Under(exists), m.text(o.otherwise).Under(conditional.Not(exists))...)
	}
	var export conditional.Value
	if o.export != nil {
		export = m.text(o.export)
	}
	m.facts.Output(when, o.name, value, export)
}

type modeled struct {
	place *deploy.Place
	facts *conditional.Facts

	tagged bool
}

func (m *modeled) presence(d *spec.Document) formula.Formula { return m.place.Presence(d.Presence()) }

// exists is the formula under which something with a when exists.
func (m *modeled) exists(w spec.When) formula.Formula { return m.place.Presence([]spec.When{w}) }

func (m *modeled) role(r *spec.Role) {
	name := m.text(r.RoleName)
	role := conditional.Role{Path: m.text(r.Path), Description: conditional.Always(r.Doc), Trust: m.document(r.Trust), Managed: m.items(r.Managed)}
	if r.MaxSession != nil {
		role.MaxSession = m.text(r.MaxSession)
	}
	for _, it := range r.Boundary {
		role.Boundary = append(role.Boundary, m.item(it)...)
	}
	role.Tags = m.tags(r.Tags)
	exists := m.exists(r.When)
	m.facts.Keep(r.Deployed.Retain)
	m.facts.Role(exists, name, role)
	for _, p := range r.Policies {
		m.facts.Inline(m.presence(p.Document), name, m.text(p.PolicyName), m.document(p.Document))
	}
	if r.Profile != nil {
		m.facts.Keep(r.OfProfile.Retain)
		m.facts.Profile(exists, name, m.text(r.Profile), m.text(r.ProfilePath), m.extraTags(r.ProfileTags))
	}
}

func (m *modeled) tags(all []spec.Tag) conditional.Value {
	out := conditional.Map{}
	for _, t := range all {
		out[t.Key] = m.item(t.Value)
	}
	return always(out)
}

// extraTags are tags of what CloudFormation cannot tag.
func (m *modeled) extraTags(all []spec.Tag) conditional.Value {
	if !m.tagged {
		return nil
	}
	return m.tags(all)
}

func always(of any) conditional.Value {
	return conditional.Value{{When: formula.Always, Of: of}}
}

func (m *modeled) text(v spec.Value) conditional.Value { return m.item(spec.Item{Value: v}) }

// item is an item that is one text where it is there.
func (m *modeled) item(it spec.Item) conditional.Value {
	var out conditional.Value
	for _, e := range m.entries(it) {
		out = append(out, conditional.Alternative{When: formula.Formula{e.When}, Of: e.Texts[0]})
	}
	return out
}

func (m *modeled) entries(it spec.Item) []deploy.Entry {
	all, err := m.place.Entries(it)
	if err != nil {
		panic(err)
	}
	return all
}

func (m *modeled) items(items []spec.Item) conditional.Value {
	out := conditional.List{}
	for _, it := range items {
		for _, e := range m.entries(it) {
			for _, text := range e.Texts {
				out = append(out, conditional.Value{{When: formula.Formula{e.When}, Of: text}})
			}
		}
	}
	return always(out)
}

func (m *modeled) document(d *spec.Document) conditional.Value {
	all, err := m.place.Statements(d)
	if err != nil {
		panic(err)
	}
	return always(conditional.Statements(lists.Map(all, func(st deploy.Statement) conditional.Statement {
		return conditional.Statement{When: formula.Formula{st.When}, Document: &iam.Document{Version: d.Version, Statements: []iam.Statement{st.Statement}}}
	})))
}

func (m *modeled) json(j spec.JSON) conditional.Value {
	return spec.JSONPrinter[conditional.Value]{
		Object: func(fields []spec.Printed[conditional.Value]) conditional.Value {
			out := conditional.Map{}
			for _, f := range fields {
				out[f.Key] = f.Value
			}
			return always(out)
		},
		Array: func(items []conditional.Value) conditional.Value { return always(append(conditional.List{}, items...)) },
		Text:  m.text,
		Texts: m.items,
		Plain: func(v any) conditional.Value {
			if n, ok := v.(int); ok {
				v = json.Number(fmt.Sprint(n))
			}
			return conditional.Always(v)
		},
	}.Print(j)
}
