package compile

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/regex"
	"github.com/emriam/emriam/spec/syntax"
)

// The kinds of bare documents, beside those of resource policies.
const (
	Identity = "identity" // what a role, user or group may do
	Trust    = "trust"    // who may assume a role
)

// DocumentKinds are the kinds of bare documents.
func DocumentKinds() []string {
	out := []string{Identity, Trust}
	out = append(out, lists.Map(spec.ResourceKinds, func(r spec.ResourceKindInfo) string { return r.Bare })...)
	return out
}

// IsDocument reports whether a text is a policy document of IAM's and no spec:
// a document by itself, one in an answer of AWS's, or statements without a
// document around.
func IsDocument(text []byte) bool { return syntax.FormOf(text) == syntax.DocumentForm }

// LoadDocument reads a policy document of IAM's, in JSON or YAML, into a Spec
// that has nothing else: one policy, one role with that trust, or one resource
// policy. The kind is one of DocumentKinds; if it is "", the document's elements
// tell. In it, "${" is IAM's own. The Spec is nil if any finding is an error.
func LoadDocument(file string, text []byte, kind string) (*spec.Spec, *diag.List) {
	l := &diag.List{}
	l.AddSource(file, text)
	src := syntax.NewSource(file, text)
	root, current := syntax.ParseDocument(src, text, l)
	if root == nil {
		return nil, l
	}
	sc := &scope{src: src, collector: newCollector(l), verbatim: true}
	doc := bareDocument(sc, root, &kind)
	if l.HasErrors() {
		return nil, l
	}
	if current {
		doc.Version, doc.Unversioned = "2012-10-17", false
	}
	out := &spec.Spec{File: filepath.Base(file), Bare: true}
	pos := diag.Pos{File: file, Line: 1, Col: 1}
	switch kind {
	case Trust:
		out.Roles = []*spec.Role{{Header: spec.Header{Pos: pos, At: spec.Places{"trust": root.Span()}}, Kind: spec.KindOther, Path: spec.Text("/"), Trust: doc}}
	case Identity:
		out.Policies = []*spec.Policy{{Header: spec.Header{Pos: pos}, Path: spec.Text("/"), Document: doc}}
	default:
		out.ResourcePolicies = []*spec.ResourcePolicy{{Header: spec.Header{Pos: pos}, For: resourceKindOf(kind), Document: doc}}
	}
	return out, l
}

func resourceKindOf(name string) spec.ResourceKind {
	return lists.Find(spec.ResourceKinds, func(r spec.ResourceKindInfo) bool { return r.Bare == name }).Kind
}

func bareDocument(sc *scope, root *syntax.Node, kind *string) *spec.Document {
	const what = "the document"
	if root.Kind != syntax.Mapping {
		sc.errorf(root.Span(), "wrong-type", "%s must be a mapping, not %s", what, root.Kind)
		return nil
	}
	fs := sc.fields(root, what, language.Document)
	sc.required(root.Span(), fs, what, "Statement")
	if root.Get("Statement") == nil {
		return nil // which is reported
	}
	p := &syntaxPolicy{}
	p.read(sc, root, what, language.Document)
	if *kind == "" {
		*kind = kindOf(p.statements)
	}
	shape := *kind
	if kind := resourceKindOf(shape); kind != "" {
		shape = shapeOf(kind)
	}
	b := &syntaxBody{name: what, sids: map[string]diag.Span{}, sc: sc, anySids: shape != Identity && shape != Trust}
	b.claimSids(p.statements, "")
	// Without a Version, IAM takes the language of 2008, which has no policy
	// variables.
	out := p.document(shape, nil)
	out.Version = cmp.Or(out.Version, "2008-10-17")
	return out
}

// kindOf returns the kind of a document: a trust policy has principals. So has the
// policy of a bucket or a key, which also has resources and other actions.
func kindOf(sts []*syntaxStatement) string {
	services, owners := map[string]bool{}, map[string]bool{}
	resources, accessPoint := false, false
	for _, st := range sts {
		if !st.has("Principal", "NotPrincipal") {
			return Identity
		}
		resources = resources || st.has("Resource", "NotResource")
		for _, action := range st.texts("Action", "NotAction") {
			service, _, _ := strings.Cut(strings.ToLower(action), ":")
			services[service] = true
		}
		for _, arn := range st.texts("Resource", "NotResource") {
			if parts := strings.SplitN(arn, ":", 6); len(parts) > 3 {
				owners[parts[2]] = true
				accessPoint = accessPoint || len(parts) == 6 && strings.HasPrefix(parts[5], "accesspoint/")
			}
		}
	}
	for _, of := range []map[string]bool{owners, services} {
		for _, r := range spec.ResourceKinds {
			if len(of) == 1 && of[r.Service] && (r.Kind != spec.S3AccessPoint || accessPoint) {
				return r.Bare
			}
		}
	}
	if len(sts) == 0 {
		return Identity
	}
	if !resources || len(services) == 1 && services["sts"] {
		return Trust
	}
	return "endpoint"
}

func (st *syntaxStatement) has(keys ...string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return st.fields.has(key) })
}

// texts are the values of some keys of a statement.
func (st *syntaxStatement) texts(keys ...string) []string {
	var out []string
	for _, key := range keys {
		if f, ok := st.fields.get(key); ok {
			for n := range f.n.List() {
				out = append(out, n.Text)
			}
		}
	}
	return out
}

// label names a statement in messages.
func (st *syntaxStatement) label() string {
	if st.sid == "" {
		return "the statement"
	}
	return "statement " + st.sid
}

// knownARNForm matches the ARN of a managed policy.
const knownARNForm = `arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/([!-)+->@-~]+/)*[\w+=,.@-]+`

// anyPlace stands for the placeholders that an ARN under documents may have: of
// the partition and the account, which do not count.
var anyPlace = strings.NewReplacer("${AWS::Partition}", "aws", "${AWS::AccountId}", "123456789012")

// resolveDocuments reads the documents of policies that the spec does not create.
func (s *syntaxSpec) resolveDocuments() []*spec.KnownDocument {
	var out []*spec.KnownDocument
	for _, f := range s.documents {
		f = f.top()
		arn := anyPlace.Replace(f.key.Text)
		if !regex.Matches(knownARNForm, arn) {
			f.sc.helpf(f.key.Span(), "bad-document", "e.g., arn:aws:iam::111122223333:policy/Boundary; the partition and the account do not count", "documents has %q, which is not the ARN of a managed policy", f.key.Text)
			continue
		}
		if d := s.knownDocument(f); d != nil {
			out = append(out, &spec.KnownDocument{ARN: arn, Document: d})
		}
	}
	return out
}

// knownDocument reads a document that stands in the spec, or the file with it.
func (s *syntaxSpec) knownDocument(f field) *iam.Document {
	what := "the document of " + f.key.Text
	if f.n.Kind != syntax.Scalar {
		sc := f.sc.but(func(sc *scope) { sc.verbatim = true })
		return sc.plainDocument(f.n, what)
	}
	name, ok := f.sc.plain(f.n, what)
	if !ok {
		return nil
	}
	file := beside(f.sc.src.File, name)
	text, why := readNamed(s.read, file)
	if text == nil {
		f.sc.helpf(f.n.Span(), "bad-document", why.help, "%s is the file %q, %s", what, name, why.text)
		return nil
	}
	text = syntax.Decode(text)
	f.sc.diags.AddSource(file, text)
	f.sc.diags.AddVia(file, diag.Note{Pos: f.n.Span().Pos, Text: "named here"})
	src := syntax.NewSource(file, text)
	root, _ := syntax.ParseDocument(src, text, f.sc.diags)
	if root == nil {
		return nil
	}
	return (&scope{src: src, collector: f.sc.collector, verbatim: true}).plainDocument(root, what)
}

// plainDocument reads a document without placeholders of the spec.
func (sc *scope) plainDocument(n *syntax.Node, what string) *iam.Document {
	p := &syntaxPolicy{}
	p.read(sc, n, what, language.Document)
	out := p.document(Identity, nil)
	if out.Unversioned {
		out.Version = "2008-10-17" // which IAM takes for a document without
	}
	if len(out.Statements) == 0 {
		return nil // which is reported
	}
	return spec.Binding{}.Document(withVersion(out))
}
