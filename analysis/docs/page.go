// Package docs makes documentation of a spec for people: Markdown, and one HTML page
// that needs no network. Of two versions of a spec, it makes a page that shows what
// the newer one grants that the older one does not, and the reverse.
//
// It decides nothing: statements and fields are from package explain, differences
// from package diff. What it adds is a view: permissions by service and access level,
// and a graph of who passes, assumes and trusts whom.
//
// Output has no values of parameters or environments, no absolute paths and no dates
// except that of the facts. The same spec gives the same bytes. Texts of a spec are
// text in every format: none of them can become markup.
package docs

import (
	"cmp"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/analysis/explain"
	"github.com/emriam/emriam/analysis/lint/quota"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

// Page has everything that the documentation of a spec shows.
type Page struct {
	Name, Doc, File string
	Roles           []*Owner
	Policies        []*Owner // customer managed
	Others          []*Owner // existing roles, security configurations and resource policies
	AWS             []*Owner // AWS managed policies that roles have
	Params          []*spec.Param
	Columns         []string // services that roles or policies may use, AllServices first
	Graph           *Graph
	Findings        []Finding
	Facts           string // the date of the facts

	explainer *explain.Explainer

	owners   map[string]*Owner // of the spec, by name
	patterns patterns
	ids      map[string]bool
	byLine   map[int]*Owner // by the line at which the spec begins to write it
	lines    []int          // the keys of byLine, sorted
	file     string         // the name of the spec in positions
	folder   string         // of the spec, which positions do not show
}

// Owner is something that has statements: a role, a policy, a resource policy, or an
// AWS managed policy. Existing roles and security configurations have none.
type Owner struct {
	*explain.Explanation
	ID         string
	Kind       string // of a role, e.g., "instance"
	IAMName    string // with placeholders
	When       string
	Operations []spec.Operation
	Policies   []*Policy // the trust policy of a role first
	Attached   []Attached
	Sizes      []quota.Size
	Grants     []*Grant // by service, in the order of Page.Columns
}

// Attached is a managed policy or the permissions boundary of a role.
type Attached struct {
	Name     string
	Owner    *Owner // nil if its document is unknown
	Boundary bool
	When     string
}

// Policy is a policy with its statements.
type Policy struct {
	Name       string // "" if it is named as its owner
	Trust      bool
	In         []string // the managed policies that it is packed into
	Statements []*Statement
}

// Statement is a statement with its actions by access level.
type Statement struct {
	explain.Statement
	ID       string
	Page     string // of AWS: the statement's source, or else its owner's
	Trust    bool
	Actions  []Actions
	Services []string
}

// Finding is a finding without the folder of the spec.
type Finding struct {
	Severity, Code, Message, Help, At, Why, Source string
	Owner                                          *Owner // in whose lines it is, or nil
}

// New collects the documentation of a spec, which has the given findings. File is the
// name under which it was loaded.
func New(s *spec.Spec, found *diag.List, file string) *Page {
	p := &Page{
		Name: s.Name, Doc: s.Doc, File: s.File, Params: s.Params, Facts: facts.ServicesTable.Date(),
		explainer: explain.New(s), owners: map[string]*Owner{}, patterns: patterns{}, ids: map[string]bool{}, byLine: map[int]*Owner{},
		file: file, folder: filepath.ToSlash(strings.TrimSuffix(file, filepath.Base(file))),
	}
	long := s.Longest()
	policies := map[*spec.Policy]*Owner{}
	for _, m := range s.Policies {
		if m.Each.First() && !m.Made() {
			o := p.owner(m.Written(), m.Operations, m.Pos)
			o.IAMName, o.When, o.Sizes = m.PolicyName.String(), when(m.When), quota.OfPolicy(s, long, m)
			p.Policies = append(p.Policies, o)
			policies[m] = o
		}
	}
	for _, r := range s.Roles {
		if r.Each.First() {
			o := p.owner(r.Written(), r.Operations, r.Pos)
			o.Kind, o.IAMName, o.When, o.Sizes = string(r.Kind), r.RoleName.String(), when(r.When), quota.OfRole(s, long, r)
			o.Attached = p.attached(r, policies)
			p.Roles = append(p.Roles, o)
		}
	}
	p.Others = append(p.Others, lists.Map(s.Existing, func(e *spec.ExistingRole) *Owner { return p.owner(e.Name, nil, e.Pos) })...)
	for m := range s.Subjects() {
		if m.Role == nil && m.Policy == nil {
			p.Others = append(p.Others, p.owner(m.Header().Name, nil, m.Header().Pos))
		}
	}
	for _, o := range slices.Concat(p.Roles, p.Policies, p.AWS) {
		o.Grants = p.grants(o)
	}
	grants := lists.Flat(slices.Concat(p.Roles, p.Policies), func(o *Owner) []*Grant { return o.Grants })
	p.Columns = columns(grants)
	p.Graph = p.graph(s)
	p.beginOthers(s)
	p.Findings = append(p.Findings, lists.Map(found.Findings(), p.finding)...)
	return p
}

// begin notes where the spec begins to write something: an owner, or nil for what
// belongs to none.
func (p *Page) begin(at diag.Pos, o *Owner) {
	if at.File != p.file {
		return
	}
	if _, ok := p.byLine[at.Line]; !ok {
		p.lines = append(p.lines, at.Line)
	}
	p.byLine[at.Line] = o
}

// beginOthers notes where parameters, environments and the like are.
func (p *Page) beginOthers(s *spec.Spec) {
	for _, param := range s.Params {
		p.begin(param.Pos, nil)
	}
	for _, st := range s.Stacks {
		p.begin(st.At.Pos, nil)
	}
	for _, e := range s.Environments {
		p.begin(e.At.Pos, nil)
	}
	for _, o := range s.Outputs {
		p.begin(o.Pos, nil)
	}
	for _, t := range s.Tests {
		p.begin(t.At.Pos, nil)
	}
	slices.Sort(p.lines)
}

// owner explains a role or policy.
func (p *Page) owner(name string, ops []spec.Operation, at diag.Pos) *Owner {
	x := p.explainer.Of(name)
	x.At = p.place(x.At)
	for i := range x.Fields {
		p.shorten(&x.Fields[i])
	}
	o := &Owner{Explanation: x, ID: p.id(name), Operations: ops}
	o.Policies = append(o.Policies, lists.Map(x.Policies, func(policy explain.Policy) *Policy { return p.policy(o, policy) })...)
	x.Name = name
	p.owners[name] = o
	p.begin(at, o)
	return o
}

// when returns a condition as text.
func when(w spec.When) string { return strings.Join(w.Strings(), " and ") }

func (p *Page) shorten(f *explain.Field) {
	f.At = p.place(f.At)
	for i := range f.Over {
		p.shorten(&f.Over[i])
	}
}

func (p *Page) policy(o *Owner, from explain.Policy) *Policy {
	out := &Policy{Name: from.Name, In: from.In}
	if from.Name == "trust" && o.What == "role" {
		out.Name, out.Trust = "", true
	} else if from.Name == o.Name {
		out.Name = ""
	}
	for _, st := range from.Statements {
		st.At = p.place(st.At)
		for i := range st.Changes {
			st.Changes[i].At = p.place(st.Changes[i].At)
		}
		x := &Statement{Statement: st, Trust: out.Trust, Page: cmp.Or(st.Source, o.Source), ID: p.id(o.ID + "." + cmp.Or(out.Name, map[bool]string{true: "trust"}[out.Trust]) + "." + st.Sid)}
		p.classify(x)
		out.Statements = append(out.Statements, x)
	}
	return out
}

// attached returns the managed policies and the boundary of a role.
func (p *Page) attached(r *spec.Role, policies map[*spec.Policy]*Owner) []Attached {
	var out []Attached
	add := func(it spec.Item, boundary bool) {
		a := Attached{Name: it.Value.String(), Boundary: boundary, When: when(it.When)}
		if ref, ok := spec.LonePolicy(it.Value); ok {
			if a.Owner = policies[ref.Policy]; a.Owner == nil { // packing created it, so it is shown with the role
				return
			}
			a.Name = a.Owner.Name
		} else if snapshot, ok := facts.FindSnapshot(a.Name); ok {
			a.Name, a.Owner = snapshot.Name, p.ofAWS(snapshot)
		}
		out = append(out, a)
	}
	for _, it := range r.Managed {
		add(it, false)
	}
	for _, it := range r.Boundary {
		add(it, true)
	}
	return out
}

// ofAWS returns the owner of an AWS managed policy, of which there is one.
func (p *Page) ofAWS(snapshot facts.Snapshot) *Owner {
	for _, o := range p.AWS {
		if o.Name == snapshot.Name {
			return o
		}
	}
	x := &explain.Explanation{
		What: "AWS managed policy", Name: snapshot.Name,
		Doc:    "As of " + snapshot.Version + " of " + snapshot.Date + ".",
		Source: "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/" + snapshot.Name + ".html",
	}
	o := &Owner{Explanation: x, ID: p.id("aws." + snapshot.Name), IAMName: snapshot.Path + snapshot.Name}
	o.Policies = []*Policy{p.policy(o, explain.OfSnapshot(snapshot))}
	p.AWS = append(p.AWS, o)
	return o
}

func (p *Page) finding(f diag.Finding) Finding {
	out := Finding{Severity: f.Severity.String(), Code: f.Code, Message: f.Message, Help: f.Help, At: p.place(f.Pos.String())}
	if r, ok := rules.Find(f.Code); ok {
		out.Why, out.Source = r.Why, r.Source
	}
	if f.File == p.file {
		out.Owner = p.at(f.Line)
	}
	return out
}

// at returns what is written at a line of the spec, or nil.
func (p *Page) at(line int) *Owner {
	i, found := slices.BinarySearch(p.lines, line)
	if !found {
		i--
	}
	if i < 0 {
		return nil
	}
	return p.byLine[p.lines[i]]
}

// place returns a position without the folder of the spec.
func (p *Page) place(at string) string {
	at = strings.TrimPrefix(filepath.ToSlash(at), p.folder)
	if filepath.IsAbs(at) {
		return filepath.Base(at)
	}
	return at
}

// id returns a name as the ID of an element, which no other element has.
func (p *Page) id(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '.' || r < 128 && spec.IsAlnum(byte(r)) {
			return r
		}
		return '-'
	}, name)
	out := name
	for n := 2; p.ids[out]; n++ {
		out = name + "-" + strconv.Itoa(n)
	}
	p.ids[out] = true
	return out
}
