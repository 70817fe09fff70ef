package access

import (
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// document is a policy document, and where its statements are written.
type document struct {
	title      string // e.g., "inline policy PassRoles"
	document   *iam.Document
	statements []*spec.Statement // of the document's, in order; none of AWS's
	absent     []*spec.Statement // whose When does not hold
	attached   string            // where a policy of AWS's is attached
	unknown    string            // ARN of a policy that nothing here has the document of, or ""
}

// written is a document of the spec. It has no statements if none is there.
func written(d *spec.Document, b spec.Binding, title string) *document {
	out := &document{title: title, document: &iam.Document{Version: d.Version, ID: d.ID}}
	for _, st := range d.Statements {
		if !b.Holds(st.When) {
			out.absent = append(out.absent, st)
			continue
		}
		out.statements = append(out.statements, st)
		out.document.Statements = append(out.document.Statements, b.Statement(st))
	}
	return out
}

const (
	unknownKey = "the document of "
	mayAllow   = "allows"
	mayDeny    = "denies"
)

// unseen stands for a policy that may say anything: what it allows and what it
// denies hangs on a key that no request has.
func unseen(arn, title string) *document {
	on := func(effect, value string) iam.Statement {
		key := iam.Condition{Operator: "StringEquals", Key: unknownKey + arn, Values: []string{value}}
		return iam.Statement{Effect: effect, Actions: []string{"*"}, Resources: []string{"*"}, Conditions: []iam.Condition{key}}
	}
	return &document{
		title: title, unknown: arn,
		document: &iam.Document{Version: "2012-10-17", Statements: []iam.Statement{on("Allow", mayAllow), on("Deny", mayDeny)}},
	}
}

// collector finds the documents of a role.
type collector struct {
	spec     *spec.Spec
	binding  spec.Binding
	identity []*document
	boundary *document
}

func (c *collector) role(r *spec.Role) *Subject {
	c.identity = []*document{}
	for _, p := range r.Policies {
		c.identity = append(c.identity, written(p.Document, c.binding, "inline policy "+p.Name))
	}
	for _, it := range r.Managed {
		c.identity = append(c.identity, c.managed(it)...)
	}
	if r.Boundary != nil {
		for _, d := range c.managed(*r.Boundary) {
			d.title = "permissions boundary, " + d.title
			c.boundary = d
		}
	}
	arn := c.binding.Text(r.ARN())
	return &Subject{Name: r.Name, ARN: arn, known: knownOf(arn)}
}

// managed are the documents of managed policies: one, or those of a list.
func (c *collector) managed(it spec.Item) []*document {
	var out []*document
	if !c.binding.Holds(it.When) {
		return nil
	}
	for _, arn := range c.binding.Texts(it.Value) {
		d := c.byARN(arn)
		d.attached = it.At.String()
		out = append(out, d)
	}
	return out
}

func (c *collector) byARN(arn string) *document {
	for _, p := range c.spec.Policies {
		if c.binding.Text(p.ARN()) == arn {
			return written(p.Document, c.binding, "policy "+p.Name)
		}
	}
	if s, ok := iam.FindSnapshot(arn); ok {
		return &document{title: "AWS's policy " + s.Name + ", " + s.Version, document: s.Document()}
	}
	return unseen(arn, "policy "+arn[strings.LastIndexByte(arn, '/')+1:])
}
