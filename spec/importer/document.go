package importer

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// docReader turns documents of IAM's own into the model's.
type docReader struct {
	*draft
	at   diag.Pos
	ats  []diag.Pos // of the statements, if they are known
	what string     // e.g., "policy Read of role Job"

	// text is the Value of a text. It knows what in it should be a placeholder.
	text func(string) spec.Value
}

// document reads d, which is a trust or the permissions of an identity.
func (r docReader) document(d *iam.Document, trust bool) *spec.Document {
	out := &spec.Document{Version: cmp.Or(d.Version, current), ID: d.ID}
	if d.Version != current {
		if d.Version == "" && strings.Contains(string(d.JSON()), "${") {
			out.Version = oldest // which IAM takes a document without for
			r.noteVersion(r.at, r.what)
		}
		r.text = spec.Text
	}
	for i, st := range d.Statements {
		at := r.at
		if i < len(r.ats) {
			at = r.ats[i]
		}
		s := spec.StatementOf(st, r.text)
		why := inexpressible(s, trust)
		if st.EmptyCondition {
			r.noteEmptyCondition(at, r.what, i, st.Sid)
		}
		if why == "" {
			out.Statements = append(out.Statements, s)
			continue
		}
		r.lose(at, "%s of %s could not be carried over: %s", statementName(i, st.Sid), r.what, why)
		out.Statements = append(out.Statements, r.lost(why, statementLines(st)...))
	}
	return out
}

// The versions of the policy language. The first one has no policy variables.
const (
	oldest  = "2008-10-17"
	current = "2012-10-17"
)

// lost stands in the place of a statement that could not be carried over. It has no effect.
func (d *draft) lost(why string, original ...string) *spec.Statement {
	st := &spec.Statement{}
	d.remarks[st] = append([]string{"NOT CARRIED OVER: " + why + "."}, original...)
	return st
}

func isLost(st *spec.Statement) bool { return st.Effect == "" }

// statementName is what a statement is called, by its index and its Sid.
func statementName(i int, sid string) string {
	name := fmt.Sprintf("statement %d", i+1)
	if sid != "" {
		name += " (" + sid + ")"
	}
	return name
}

func (d *draft) noteEmptyCondition(at diag.Pos, what string, i int, sid string) {
	d.note(at, "the Condition of %s of %s, or an operator in it, has no key: it has no effect", statementName(i, sid), what)
}

func (d *draft) noteVersion(at diag.Pos, what string) {
	d.note(at, "%s has no Version, so ${…} in it is plain text, and remains plain text", what)
}

// inexpressible says what of a statement the language refuses.
func inexpressible(st *spec.Statement, trust bool) string {
	switch {
	case st.Effect != "Allow" && st.Effect != "Deny":
		return fmt.Sprintf("its Effect is %q", st.Effect)
	case len(st.Actions) == 0:
		return "it has no Action"
	case trust && st.Resources != nil:
		return "it has a Resource, which a trust policy cannot have"
	case trust && len(st.Principals) == 0:
		return "it has no Principal"
	case !trust && st.Principals != nil:
		return "it has a Principal, which only a resource policy can have"
	case !trust && len(st.Resources) == 0:
		return "it has no Resource"
	}
	for _, c := range st.Conditions {
		switch {
		case len(c.Values) == 0:
			return fmt.Sprintf("its condition %s on %s has no value", c.Operator, c.Key)
		case c.KeyValue == nil && strings.Contains(c.Operator+c.Key, "${"):
			return fmt.Sprintf("the condition key %s contains ${", c.Key)
		}
	}
	for _, p := range st.Principals {
		if p.Type != "*" && len(p.Values) == 0 {
			return fmt.Sprintf("its %s principal has no value", p.Type)
		}
	}
	if mentions(st, "{{resolve:") {
		return "it has a dynamic reference ({{resolve:…}}), which only CloudFormation can resolve"
	}
	return ""
}

// statementLines are the lines of a statement as JSON, for a comment.
func statementLines(st iam.Statement) []string {
	doc := (&iam.Document{Statements: []iam.Statement{st}}).JSON()
	all := strings.Split(strings.TrimRight(string(doc), "\n"), "\n")
	var out []string
	for _, line := range all[2 : len(all)-2] { // without the document around it
		out = append(out, quote+strings.TrimPrefix(line, "    "))
	}
	return out
}

// quotedProperty are the lines of a property of a template, for a comment.
func quotedProperty(key string, n *syntax.Node) []string {
	text := printBlock(dict{fields: []entry{{Key: key, Value: original(n)}}}, 0)
	return lists.Map(strings.Split(text, "\n"), func(line string) string { return quote + line })
}
