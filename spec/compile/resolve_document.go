package compile

import (
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/regex"
	"github.com/emriam/emriam/spec/syntax"
)

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
	inner := p.unwrap(sc, n, what, language.Document)
	sts := decodeStatements(sc, inner, what)
	if inner.Empty() {
		sc.errorf(n.Span(), "empty-list", "%s has no statements", what)
	}
	out := &spec.Document{Version: p.version, ID: p.id, Statements: resolveStatements(sts, Identity, nil)}
	if out.Version == "" && p.pasted {
		out.Version = "2008-10-17" // which IAM takes for a document without
	}
	if len(out.Statements) == 0 {
		return nil // which is reported
	}
	return spec.Binding{}.Document(withVersion(out))
}
