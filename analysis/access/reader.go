package access

import (
	"cmp"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// reader reads the documents of a deployment that matter to the evaluated actions,
// each statement with the conditions under which it is present.
type reader struct {
	*Deployment
	only   actions
	failed error
}

func (r *reader) fail(err error) { r.failed = cmp.Or(r.failed, err) }

// finish compiles what was read.
func (r *reader) finish(sub *Subject, identity []*document, boundary, other *document) (*Subject, error) {
	if r.failed != nil {
		return nil, r.failed
	}
	sub.place = r.place
	return finish(sub, identity, boundary, other)
}

// written returns a document of the spec that is present under a Term.
func (r *reader) written(d *spec.Document, when formula.Term, title string) *document {
	out := &document{title: title, document: &iam.Document{Version: d.Version, ID: d.ID}}
	all, ok := r.bound[d]
	if !ok {
		some, err := r.place.Statements(d)
		if err != nil {
			r.fail(err)
			return out
		}
		all, r.bound[d] = some, some
	}
	for _, st := range d.Statements {
		if !slices.ContainsFunc(all, func(s deploy.Statement) bool { return s.From == st }) {
			out.absent = append(out.absent, st)
		}
	}
	for _, st := range all {
		both, ok := st.When.And(when)
		if !ok || !r.only.has(st.Actions, st.NotActions) {
			continue
		}
		st.When = both
		out.document.Statements = append(out.document.Statements, st.Keyed())
		out.origins = append(out.origins, origin{title: title, statement: st.From})
	}
	return out
}

// permissions returns the documents of a role: its own and the attached ones, and
// its boundary, if it has one.
func (r *reader) permissions(role *spec.Role) (identity []*document, boundary *document) {
	identity = []*document{}
	for _, p := range role.Policies {
		identity = append(identity, r.written(p.Document, nil, "inline policy "+p.Name))
	}
	for _, it := range role.Managed {
		for _, at := range r.attachments(it) {
			identity = append(identity, r.attached(at, it.At.String()))
		}
	}
	return identity, r.boundary(role.Boundary)
}

// attachment is a managed policy that is attached under a Term.
type attachment struct {
	policy *spec.Policy // of the spec, or nil
	arn    string
	when   formula.Term
}

func (r *reader) attachments(it spec.Item) []attachment {
	if ref, ours := spec.LonePolicy(it.Value); ours {
		when, ok := r.place.When(it.When)
		if !ok {
			return nil
		}
		return []attachment{{policy: ref.Policy, when: when}}
	}
	entries, err := r.place.Entries(it)
	if err != nil {
		r.fail(err)
	}
	var out []attachment
	for _, e := range entries {
		out = append(out, lists.Map(e.Texts, func(arn string) attachment { return attachment{r.byARN[arn], arn, e.When} })...)
	}
	return out
}

func (r *reader) attached(at attachment, place string) *document {
	if p := at.policy; p != nil {
		return r.written(p.Document, at.when, "policy "+p.Name)
	}
	if d := r.spec.Known(at.arn); d != nil {
		return keyed(origin{title: "policy " + at.arn, attached: place}, r.only.of(d), at.when)
	}
	snapshot, ok := r.aws[at.arn]
	if !ok {
		if s, found := facts.FindSnapshot(at.arn); found {
			snapshot = &document{title: "AWS's policy " + s.Name + ", " + s.Version, document: s.Document()}
		}
		r.aws[at.arn] = snapshot
	}
	from := origin{title: "policy " + at.arn, attached: place, unknown: at.arn}
	if snapshot == nil {
		return keyed(from, unseen(at.arn), at.when)
	}
	from.title, from.unknown = snapshot.title, ""
	return keyed(from, r.only.of(snapshot.document), at.when)
}

// keyed is a document that is present under a Term.
func keyed(from origin, d *iam.Document, when formula.Term) *document {
	out := &document{title: from.title, document: &iam.Document{Version: d.Version, ID: d.ID}}
	for _, st := range d.Statements {
		out.document.Statements = append(out.document.Statements, (&deploy.Statement{When: when, Statement: st}).Keyed())
		out.origins = append(out.origins, from)
	}
	return out
}

// newest returns d in the version of IAM's language that has policy variables: in an
// older version, ${ is plain text.
func newest(d *iam.Document) *iam.Document {
	const version = "2012-10-17"
	if d.Version == version {
		return d
	}
	out := d.Map(func(text string) string { return strings.ReplaceAll(text, "${", "${$}{") })
	out.Version = version
	return out
}

// boundary returns the document of a permissions boundary, which allows everything
// where none is present.
func (r *reader) boundary(items []spec.Item) *document {
	out := &document{}
	var present formula.Formula
	var titles []string
	add := func(at attachment, place string) {
		present = append(present, at.when)
		d := r.attached(at, place)
		if out.document == nil {
			out.document = &iam.Document{Version: "2012-10-17"}
		}
		out.document.Statements = append(out.document.Statements, newest(d.document).Statements...)
		for _, from := range d.origins {
			from.title = "permissions boundary, " + from.title
			out.origins = append(out.origins, from)
		}
		out.absent = append(out.absent, d.absent...)
		if !slices.Contains(titles, d.title) {
			titles = append(titles, d.title)
		}
	}
	for _, it := range items {
		for _, at := range r.attachments(it) {
			add(at, it.At.String())
		}
	}
	out.title = "permissions boundary, " + strings.Join(titles, " or ")
	if out.document == nil {
		return nil
	}
	for _, when := range present.Not() {
		st := deploy.Statement{When: when, Statement: iam.Statement{Effect: "Allow", Actions: []string{"*"}, Resources: []string{"*"}}}
		out.document.Statements = append(out.document.Statements, st.Keyed())
		out.origins = append(out.origins, origin{title: "absence of a permissions boundary", attached: items[0].At.String(), open: true})
	}
	return out
}

const (
	unknownKey = "the document of "
	mayAllow   = "allows"
	mayDeny    = "denies"
)

// unseen stands for a policy with unknown content: what it allows and denies depends
// on a key that no request has.
func unseen(arn string) *iam.Document {
	on := func(effect, value string) iam.Statement {
		key := iam.Condition{Operator: "StringEquals", Key: unknownKey + arn, Values: []string{value}}
		return iam.Statement{Effect: effect, Actions: []string{"*"}, Resources: []string{"*"}, Conditions: []iam.Condition{key}}
	}
	return &iam.Document{Version: "2012-10-17", Statements: []iam.Statement{on("Allow", mayAllow), on("Deny", mayDeny)}}
}

// document is a policy document, or several that are attached as one, with the
// origins of its statements.
type document struct {
	title    string // e.g., "inline policy PassRoles"
	document *iam.Document
	origins  []origin          // of the statements, in order
	absent   []*spec.Statement // that are absent whatever the open choices are
}

// origin is the origin of a statement.
type origin struct {
	title     string
	statement *spec.Statement // nil for one of an AWS managed policy
	attached  string          // where an AWS managed policy is attached
	unknown   string          // ARN of a policy whose document is unknown, or ""
	open      bool            // stands for the absence of a boundary
}

// name records that d belongs to another role than the evaluated one.
func (d *document) name(role string) {
	d.title += " of " + role
	for i := range d.origins {
		d.origins[i].title += " of " + role
	}
}

// actions are those that will be evaluated; none for all.
type actions []string

// has reports whether a statement with these patterns matters to these actions.
func (as actions) has(patterns []string, not bool) bool {
	if as == nil {
		return true
	}
	for _, a := range as {
		named := slices.ContainsFunc(patterns, func(p string) bool { return facts.MatchAction(p, a) })
		if named != not {
			return true
		}
	}
	return false
}

// of returns the part of a document that matters.
func (as actions) of(d *iam.Document) *iam.Document {
	out := &iam.Document{Version: d.Version, ID: d.ID}
	for _, st := range d.Statements {
		if as.has(st.Actions, st.NotActions) {
			out.Statements = append(out.Statements, st)
		}
	}
	return out
}
