package drift

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/account"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/importer"
)

// Difference is something that only the spec or only the account has, or that
// differs between them. Fields that are neither lists nor documents differ as a
// whole.
type Difference struct {
	What      string   `json:"what"`                // "role" or "policy"
	Name      string   `json:"name,omitempty"`      // in the spec, or "" if it is absent
	InIAM     string   `json:"inIAM"`               // its name in IAM
	At        string   `json:"at,omitempty"`        // where the spec has the role or policy
	Field     string   `json:"field,omitempty"`     // its field in the spec, e.g., "tags.team"; "" for the whole
	Statement string   `json:"statement,omitempty"` // of a document: the Sid, else the number
	Place     string   `json:"place,omitempty"`     // where the spec has the statement
	Element   string   `json:"element,omitempty"`   // of the statement, e.g., "Action"
	Change    Change   `json:"change"`
	Spec      []string `json:"spec,omitempty"`    // values that only the spec has
	Account   []string `json:"account,omitempty"` // values that only the account has
	Assumes   []string `json:"assumes,omitempty"` // parameters whose examples decide: see Examples
}

// Change is which side has what differs.
type Change string

// The kinds of differences.
const (
	Missing Change = "missing" // the account does not have it
	Extra   Change = "extra"   // the spec does not have it
	Changed Change = "changed"
)

// Account compares the roles and policies of a spec with those of an account.
// Additional EMR roles of the account are differences, too. Names limits the
// comparison to these roles and policies; none means all.
func Account(s *spec.Spec, b spec.Binding, account *account.Account, names []string) []Difference {
	return newComparison(b, account).compare(s, names)
}

// Examples is Account for a binding of the examples, which need not be the values of the
// deployment: whether there is a difference that Assumes parameters is unknown.
func Examples(s *spec.Spec, b spec.Binding, account *account.Account, names []string) []Difference {
	c := newComparison(b, account)
	c.examples = true
	return c.compare(s, names)
}

func (c *accountComparison) compare(s *spec.Spec, names []string) []Difference {
	b, account := c.binding, c.deployed
	for _, r := range s.Roles {
		c.ours[strings.ToLower(b.Text(r.RoleName))] = true
	}
	known := map[string]bool{}
	for _, r := range s.Roles {
		if !b.Holds(r.When) {
			continue // what the account has of that name is not of the spec
		}
		known[strings.ToLower(b.Text(r.RoleName))] = true
		if named(names, r.Name, r.Each) {
			c.role(r)
		}
	}
	for _, r := range s.Roles {
		if name := strings.ToLower(b.Text(r.RoleName)); !b.Holds(r.When) && !known[name] && named(names, r.Name, r.Each) {
			c.absent(r)
			known[name] = true
		}
	}
	for _, p := range s.Policies {
		ofRole := p.Made() && p.Packing.Role != nil && named(names, p.Packing.Role.Name, p.Each)
		if ofRole || named(names, p.Name, p.Each) {
			c.policy(p)
		}
	}
	if len(names) > 0 {
		return c.out
	}
	for _, e := range s.Existing {
		if arn, ok := c.textOf(e.ARN); ok {
			known[strings.ToLower(arn[strings.LastIndexByte(arn, '/')+1:])] = true
		}
	}
	for _, x := range importer.RolesOfEMR(account) {
		if !known[strings.ToLower(x.Name)] {
			c.out = append(c.out, Difference{What: "role", InIAM: x.Name, Change: Extra})
		}
	}
	return c.out
}

func named(names []string, name string, e *spec.Each) bool {
	return len(names) == 0 || slices.Contains(names, name) || e != nil && slices.Contains(names, e.Group)
}

type accountComparison struct {
	binding  spec.Binding
	deployed *account.Account
	roles    map[string]*account.Role   // by lower-case name, because names in IAM are case-insensitive
	policies map[string]*account.Policy // likewise, without AWS managed policies
	ours     map[string]bool            // likewise, the roles of the spec
	about    Difference                 // the role or policy being compared
	examples bool                       // parameters have their examples
	on       []spec.Item                // what of the spec is being compared
	out      []Difference
}

func newComparison(b spec.Binding, deployed *account.Account) *accountComparison {
	c := &accountComparison{binding: b, deployed: deployed, roles: map[string]*account.Role{}, policies: map[string]*account.Policy{}, ours: map[string]bool{}, out: []Difference{}}
	for i := range deployed.Roles {
		x := &deployed.Roles[i]
		c.roles[strings.ToLower(x.Name)] = x
	}
	for i := range deployed.Policies {
		if x := &deployed.Policies[i]; !strings.Contains(x.ARN, ":iam::aws:") {
			c.policies[strings.ToLower(x.Name)] = x
		}
	}
	return c
}

// add adds a difference of the role or policy being compared.
func (c *accountComparison) add(field string, d Difference) {
	d.What, d.Name, d.InIAM, d.At, d.Field = c.about.What, c.about.Name, c.about.InIAM, c.about.At, field
	if d.Assumes = nil; c.examples {
		d.Assumes = assumed(c.on)
	}
	c.out = append(c.out, d)
}

// assumed are the names of the parameters that items depend on, except for names that the
// deployment makes.
func assumed(items []spec.Item) []string {
	var out []string
	for _, it := range items {
		params := append(it.Value.Params(), lists.Map(it.When, func(t spec.Term) *spec.Param { return t.Param })...)
		for _, p := range params {
			if p.Made == nil {
				out = append(out, p.Name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// itemOf is a value under a condition.
func itemOf(v spec.Value, when spec.When) spec.Item { return spec.Item{Value: v, When: when} }

// textOf returns v as text, if everything that it names is given.
func (c *accountComparison) textOf(v spec.Value) (string, bool) {
	for _, p := range v.Params() {
		if _, ok := c.binding.Values[p.Name]; !ok {
			return "", false
		}
	}
	return c.binding.Text(v), true
}

// absent reports a role that the account has although its condition does not hold.
func (c *accountComparison) absent(r *spec.Role) {
	name := c.binding.Text(r.RoleName)
	if x := c.roles[strings.ToLower(name)]; x != nil {
		c.about = Difference{What: "role", Name: r.Name, InIAM: x.Name, At: r.Pos.String()}
		c.on = []spec.Item{itemOf(r.RoleName, r.When)}
		c.add("", Difference{Change: Extra})
	}
}

func (c *accountComparison) role(r *spec.Role) {
	name := c.binding.Text(r.RoleName)
	c.about = Difference{What: "role", Name: r.Name, InIAM: name, At: r.Pos.String()}
	c.on = []spec.Item{itemOf(r.RoleName, r.When)}
	x := c.roles[strings.ToLower(name)]
	if x == nil {
		c.add("", Difference{Change: Missing})
		return
	}
	c.text("roleName", name, x.Name)
	c.on = []spec.Item{itemOf(r.Path, nil)}
	c.text("path", c.binding.Text(r.Path), x.Path)
	c.on = nil
	c.document("trust", r.Trust, &x.Trust)
	c.inline(r, x)
	c.on = r.Managed
	c.list("managedPolicies", c.binding.List(r.Managed), x.Attached)
	c.on = r.Boundary
	c.text("permissionsBoundary", c.binding.Boundary(r), x.Boundary)
	c.tags(r, x)
	c.profiles(r, x)
}

// inline compares inline policies, by name.
func (c *accountComparison) inline(r *spec.Role, x *account.Role) {
	wanted := map[string]bool{}
	for _, p := range r.Policies {
		if c.binding.Document(p.Document) == nil {
			continue
		}
		name := c.binding.Text(p.PolicyName)
		i := slices.IndexFunc(x.Inline, func(d account.Document) bool { return d.Name == name })
		var got *account.Document
		if i >= 0 {
			got = &x.Inline[i]
		}
		field := "policies." + p.Name
		c.on = []spec.Item{itemOf(p.PolicyName, nil)}
		if name != p.Name {
			field += " (" + name + ")"
		}
		c.document(field, p.Document, got)
		wanted[name] = true
	}
	c.on = lists.Flat(r.Policies, func(p *spec.RolePolicy) []spec.Item {
		return append(p.Document.Items(), itemOf(p.PolicyName, nil))
	})
	for _, d := range x.Inline {
		if !wanted[d.Name] {
			c.add("policies."+d.Name, Difference{Change: Extra})
		}
	}
}

func (c *accountComparison) tags(r *spec.Role, x *account.Role) {
	got := map[string]string{}
	for _, tag := range x.Tags {
		if !strings.HasPrefix(tag.Key, "aws:") { // AWS sets these itself
			got[tag.Key] = tag.Value
		}
	}
	for _, tag := range r.Tags {
		c.on = []spec.Item{tag.Value}
		if !c.binding.Holds(tag.Value.When) {
			continue
		}
		want := c.binding.Text(tag.Value.Value)
		if value, ok := got[tag.Key]; !ok {
			c.add("tags."+tag.Key, Difference{Change: Missing, Spec: []string{want}})
		} else if value != want {
			c.add("tags."+tag.Key, Difference{Change: Changed, Spec: []string{want}, Account: []string{value}})
		}
		delete(got, tag.Key)
	}
	for _, tag := range x.Tags {
		c.on = nil
		for _, own := range r.Tags {
			if own.Key == tag.Key { // it is not there in this deployment
				c.on = append(c.on, own.Value)
			}
		}
		if value, ok := got[tag.Key]; ok {
			c.add("tags."+tag.Key, Difference{Change: Extra, Account: []string{value}})
		}
	}
}

// profiles compares the names and paths of instance profiles.
func (c *accountComparison) profiles(r *spec.Role, x *account.Role) {
	var want []string
	c.on = []spec.Item{itemOf(r.ProfilePath, nil), itemOf(r.Profile, nil)}
	if r.Profile != nil {
		want = append(want, c.binding.Text(r.ProfilePath)+c.binding.Text(r.Profile))
	}
	c.list("instanceProfile", want, lists.Map(x.Profiles, func(p account.Profile) string { return p.Path + p.Name }))
}

func (c *accountComparison) policy(p *spec.Policy) {
	name := c.binding.Text(p.PolicyName)
	c.about = Difference{What: "policy", Name: p.Name, InIAM: name, At: p.Pos.String()}
	c.on = append(p.Document.Items(), itemOf(p.PolicyName, p.When))
	x := c.policies[strings.ToLower(name)]
	exists := c.binding.Document(p.Document) != nil
	switch {
	case x == nil && exists:
		c.add("", Difference{Change: Missing})
	case x != nil && !exists:
		c.add("", Difference{Change: Extra})
	case exists:
		c.on = []spec.Item{itemOf(p.PolicyName, nil)}
		c.text("policyName", name, x.Name)
		c.on = []spec.Item{itemOf(p.Path, nil)}
		c.text("path", c.binding.Text(p.Path), x.Path)
		c.on = nil
		c.document("statements", p.Document, &x.Document)
		c.attached(p, x.ARN)
	}
}

// attached compares whom a policy is attached to, of the kinds that it names and that the
// export contains: --filter leaves kinds out. A role of the spec has its own list.
func (c *accountComparison) attached(p *spec.Policy, arn string) {
	holders := map[string][]string{}
	exported := map[string]bool{}
	holds := func(kind, name string, attached []string) {
		exported[kind] = true
		if slices.Contains(attached, arn) {
			holders[kind] = append(holders[kind], name)
		}
	}
	for _, g := range c.deployed.Groups {
		holds("group", g.Name, g.Attached)
	}
	for _, u := range c.deployed.Users {
		holds("user", u.Name, u.Attached)
	}
	for _, r := range c.deployed.Roles {
		exported["role"] = true
		if !c.ours[strings.ToLower(r.Name)] {
			holds("role", r.Name, r.Attached)
		}
	}
	for _, kind := range spec.AttachmentKinds {
		if named := p.AttachedTo(kind); named != nil && exported[kind] {
			c.on = named
			c.list("attach."+kind+"s", c.binding.List(named), holders[kind])
		}
	}
}

// text compares a field with one text; "" means absent.
func (c *accountComparison) text(field, want, got string) {
	some := func(text string) []string {
		if text == "" {
			return nil
		}
		return []string{text}
	}
	if want != got {
		c.add(field, Difference{Change: changeOf(some(want), some(got)), Spec: some(want), Account: some(got)})
	}
}

// list compares a field whose values are unordered.
func (c *accountComparison) list(field string, want, got []string) {
	lacking, more := without(want, got), without(got, want)
	if len(lacking)+len(more) > 0 {
		c.add(field, Difference{Change: changeOf(lacking, more), Spec: lacking, Account: more})
	}
}

func changeOf(onlySpec, onlyAccount []string) Change {
	switch {
	case len(onlyAccount) == 0:
		return Missing
	case len(onlySpec) == 0:
		return Extra
	}
	return Changed
}

// without returns the values that others does not contain, each once.
func without(values, others []string) []string {
	return withoutFold(values, others, "")
}

// document compares a document with that of the account; nil means none.
func (c *accountComparison) document(field string, want *spec.Document, got *account.Document) {
	bound := c.binding.Document(want)
	c.on = append(c.on, want.Items()...) // with the name of an inline policy
	if bound == nil || got == nil {
		if bound != nil {
			c.add(field, Difference{Change: Missing})
		} else if got != nil {
			c.add(field, Difference{Change: Extra})
		}
		return
	}
	there, err := got.Parse()
	if err != nil {
		c.add(field, Difference{Change: Changed, Account: []string{fmt.Sprintf("a document that cannot be read: %v", err)}})
		return
	}
	var places []string
	of := map[string]*spec.Statement{} // by place
	for _, st := range want.Statements {
		at := st.At.Pos.String()
		of[at] = st
		if c.binding.Holds(st.When) {
			places = append(places, at)
		}
	}
	all := c.on
	for _, d := range compareDocuments(c.withRoots(bound), c.withRoots(there), places) {
		if c.on = all; d.Place != "" {
			c.on = itemsOf(of[d.Place], d.Element)
		}
		c.add(field, d)
	}
}

// itemsOf are the values of an element of a statement, or of all of them.
func itemsOf(st *spec.Statement, element string) []spec.Item {
	out := []spec.Item{itemOf(nil, st.When)}
	switch strings.TrimPrefix(element, "Not") {
	case "":
		return append(out, st.Items()...)
	case "Action":
		return append(out, st.Actions...)
	case "Resource":
		return append(out, st.Resources...)
	case "Principal":
		return append(out, lists.Flat(st.Principals, func(p spec.Principal) []spec.Item { return p.Values })...)
	case "Condition":
		return append(out, lists.Flat(st.Conditions, func(c spec.Condition) []spec.Item { return c.Values })...)
	}
	return out
}

// withRoots rewrites accounts among the principals as IAM stores them.
func (c *accountComparison) withRoots(d *iam.Document) *iam.Document {
	out := &iam.Document{Version: d.Version, ID: d.ID}
	for _, st := range d.Statements {
		st.Principals = slices.Clone(st.Principals)
		for i, p := range st.Principals {
			st.Principals[i].Values = slices.Clone(p.Values)
			for k, v := range p.Values {
				if p.Type == "AWS" && len(v) == 12 && strings.Trim(v, "0123456789") == "" {
					st.Principals[i].Values[k] = "arn:" + c.binding.Partition + ":iam::" + v + ":root"
				}
			}
		}
		out.Statements = append(out.Statements, st)
	}
	return out
}
