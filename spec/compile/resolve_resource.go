package compile

import (
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// Resource is the kind of a resource policy's document, besides Identity and Trust.
const Resource = "resource"

// bareResource is a Resource whose statements need not name a resource.
const bareResource = "bare resource"

var (
	resourceKinds      = []string{string(spec.KMSKey), string(spec.S3Bucket)}
	resourcePolicyKeys = append([]string{"template", "with"}, resourceBodyKeys...)
	resourceBodyKeys   = []string{"for", "doc", "source", "statements"}
)

func (b *syntaxBody) resolveResource(p *spec.ResourcePolicy) {
	what := "resource policy " + b.name
	p.Doc, p.Source = b.describe(what)
	p.At, p.Fields = b.fields.values(), b.origins(resourcePolicyKeys)
	p.Template = b.template
	p.For = b.resourceKind(what)
	p.Document = withVersion((&spec.Document{Version: b.version, ID: b.id, Statements: resolveStatements(b.statements, Resource, nil), Unversioned: b.noVersion}))
	if len(p.Document.Statements) == 0 && !b.sc.diags.HasErrors() {
		b.sc.errorf(b.at, "empty-policy", "%s has no statements", what)
	}
}

func (b *syntaxBody) resourceKind(what string) spec.ResourceKind {
	f, ok := b.fields.get("for")
	if !ok {
		b.sc.helpf(b.at, "missing-key", "write for: kms-key or for: s3-bucket", "%s has no for", what)
		return ""
	}
	text, ok := f.sc.plain(f.n, "for of "+what)
	for _, kind := range resourceKinds {
		if kind == text {
			return spec.ResourceKind(kind)
		}
	}
	if ok {
		f.sc.helpf(f.n.Span(), "bad-value", diag.DidYouMean(text, resourceKinds), "%s is for %q, which is not a supported resource", what, text)
	}
	return ""
}

// isKeyPolicy reports whether b is for a KMS key, which allows more characters in a
// Sid than IAM.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
func (b *syntaxBody) isKeyPolicy() bool {
	f, ok := b.fields.get("for")
	return ok && f.n.Kind == syntax.Scalar && f.n.Text == string(spec.KMSKey)
}
