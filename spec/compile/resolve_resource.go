package compile

import (
	"slices"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
)

// Resource is the kind of a resource policy's document, besides Identity and Trust.
const Resource = "resource"

// bareResource is a Resource whose statements need not name a resource.
const bareResource = "bare resource"

// shapeOf is the kind of a document for a kind of resource.
func shapeOf(kind spec.ResourceKind) string {
	switch info := kind.Info(); {
	case info.Session:
		return Identity
	case info.NoName:
		return bareResource
	}
	return Resource
}

func (b *syntaxBody) resolveResource(p *spec.ResourcePolicy) {
	what := "resource policy " + b.name
	b.resolveHeader(&p.Header, what, language.ResourcePolicy.Names())
	p.For = b.resourceKind(what)
	p.Document = withVersion(b.policies[0].document(shapeOf(p.For), nil))
	if len(p.Document.Statements) == 0 && !b.sc.diags.HasErrors() {
		b.sc.errorf(b.at, "empty-policy", "%s has no statements", what)
	}
}

func (b *syntaxBody) resourceKind(what string) spec.ResourceKind {
	f, ok := b.fields.get("for")
	if !ok {
		b.sc.helpf(b.at, "missing-key", "write for: kms-key, for: s3-bucket, …; emriam schema lists them", "%s has no for", what)
		return ""
	}
	text, ok := f.sc.plain(f.n, "for of "+what)
	if ok && !slices.Contains(spec.ResourceKindNames(), text) {
		f.sc.helpf(f.n.Span(), "bad-value", diag.DidYouMean(text, spec.ResourceKindNames()), "%s is for %q, which is not a supported resource", what, text)
	}
	return spec.ResourceKind(text)
}
