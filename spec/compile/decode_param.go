package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/regex"
	"github.com/emriam/emriam/spec/syntax"
)

// decodeParam reads a parameter of a spec or a template, and returns its fields
// with it; nil if it has no name.
func decodeParam(f field) (*spec.Param, fields) {
	what := "parameter " + f.key.Text
	fs := f.merged(what, language.Parameter)
	f = f.top()
	sc := f.sc
	if !checkLogicalName(sc, f.key, "parameter") {
		return nil, nil
	}
	fs = slices.DeleteFunc(fs, func(f field) bool { return f.n.Kind == syntax.Null })
	if f.n.Kind != syntax.Mapping {
		return nil, nil // which is reported
	}
	p := &spec.Param{Name: f.key.Text, Pos: f.key.Span().Pos, Type: spec.String}
	sc.required(f.key.Span(), fs, what, "type")
	if !fs.has("type") {
		return p, fs
	}
	p.Doc, p.Optional = sc.text(fs, "doc", what), sc.flag(fs, "optional", what)
	if typ := fs.at("type"); !decodeType(typ.sc, p, typ.n, what) {
		return p, fs
	}
	decodeConstraints(sc, p, fs, what)
	p.Default = decodeParamValue(sc, p, fs, "default", what)
	checkLength(sc, p.Default, fs.at("default").n, "the default of "+what)
	p.Example = decodeParamValue(sc, p, fs, "example", what)
	checkParam(sc, p, fs, f.key, what)
	if f, ok := fs.get("resolve"); ok && sc.template != "" {
		f.sc.errorf(f.key.Span(), "dynamic-reference", "a parameter of a template cannot have resolve")
	}
	if f, ok := fs.get("logicalId"); ok {
		p.LogicalID = f.logicalID("logicalId of " + what)
	}
	return p, fs
}

// decodeType reads "BucketName", or "[BucketName]" for a list.
func decodeType(sc *scope, p *spec.Param, n *syntax.Node, what string) bool {
	at := n
	if n.Kind == syntax.Sequence && len(n.Kids) == 1 {
		p.List, n = true, n.Kids[0].Value
	}
	name, ok := sc.plain(n, "type of "+what)
	if !ok {
		return false
	}
	p.Type = spec.Type(name)
	if _, known := p.Type.Info(); !known {
		names := lists.Map(spec.Types, func(info spec.TypeInfo) string { return string(info.Name) })
		help := diag.DidYouMean(name, names)
		if as := awsTypes[name]; as != "" {
			help = "write type: " + as
		}
		if help == "" {
			help = "the types are listed in docs/language.md"
		}
		sc.helpf(n.Span(), "unknown-type", help, "%s has the unknown type %q", what, name)
		p.Type = spec.String
		return false
	}
	if p.List && p.Type == spec.Boolean {
		sc.errorf(at.Span(), "bad-value", "%s cannot be a list of Booleans", what)
	}
	return true
}

func decodeConstraints(sc *scope, p *spec.Param, fs fields, what string) {
	for _, key := range []string{"values", "pattern"} {
		if f, ok := fs.get(key); ok && p.Type == spec.Boolean {
			sc.helpf(f.key.Span(), "bad-value", "remove it", "%s is a Boolean, which cannot have %s", what, key)
			return
		}
	}
	if f, ok := fs.get("pattern"); ok {
		s, ok := sc.scalar(f.n, "pattern of "+what)
		if problem, help := regex.Check(s); ok && problem != "" {
			sc.helpf(f.n.Span(), "bad-pattern", help, "the pattern of %s %s", what, problem)
			return
		}
		p.Pattern = s
	}
	if f, ok := fs.get("values"); ok {
		p.Values = decodeValues(sc, p, f.n, "a value of "+what)
	}
	if f, ok := fs.get("wildcards"); ok {
		p.Wildcards = sc.flag(fs, "wildcards", what)
		if !p.TakesWildcards() {
			f.sc.helpf(f.key.Span(), "bad-wildcards", "remove it", "wildcards is only for the types String and Arn; %s is %s", what, p.Type.Want())
		}
	}
}

func decodeParamValue(sc *scope, p *spec.Param, fs fields, key, what string) []string {
	f, ok := fs.get(key)
	if !ok {
		return nil
	}
	if (f.n.Kind == syntax.Sequence) != p.List {
		want := "one value"
		if p.List {
			want = "a list"
		}
		help := fmt.Sprintf("write type: [%s] if it is a list", p.Type)
		if p.List {
			help = fmt.Sprintf("write %s: [%s]", key, f.n.Text)
		}
		sc.helpf(f.n.Span(), "wrong-type", help, "the %s of %s must be %s, not %s", key, what, want, f.n.Kind)
		return nil
	}
	return decodeValues(sc, p, f.n, "the "+key+" of "+what)
}

// decodeValues reads the values of a parameter from one string or a list of strings,
// and checks each against the type.
func decodeValues(sc *scope, p *spec.Param, n *syntax.Node, what string) []string {
	var out []string
	for item := range n.List() {
		s, ok := sc.plain(item, what)
		if !ok {
			return nil
		}
		if !checkValue(sc, p, item, s, what) {
			return nil
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		sc.errorf(n.Span(), "empty-list", "%s is an empty list", what)
	}
	return out
}

func checkValue(sc *scope, p *spec.Param, at *syntax.Node, s, what string) bool {
	why := p.Refuses(s)
	switch {
	case why == "":
		return true
	case s == "":
		sc.helpf(at.Span(), "bad-value", "make the parameter optional, and give no value", "%s is empty, which is the same as no value", what)
	case p.Values != nil:
		sc.helpf(at.Span(), "bad-value", diag.DidYouMean(s, p.Values), "%s is %q, which is not an allowed value", what, s)
	default:
		help, wild := eg(p), *p
		if wild.Wildcards = true; wild.Refuses(s) == "" {
			help = "write wildcards: true for the parameter if it should match several"
		}
		sc.helpf(at.Span(), "bad-value", help, "%s is %q, which %s", what, s, why)
	}
	return false
}

// eg returns an example of a value of a parameter, as a help, or "".
func eg(p *spec.Param) string {
	switch {
	case p.Pattern != "" || p.Type == spec.String:
		return ""
	case p.Type == spec.AccountIDType:
		return fmt.Sprintf("e.g., %q", p.Type.Sample())
	}
	return "e.g., " + p.Type.Sample()
}

// checkParam checks what no single field shows. A template's parameter may
// stand without a value: whoever uses the template gives one.
func checkParam(sc *scope, p *spec.Param, fs fields, key *syntax.Node, what string) {
	switch {
	case p.Type == spec.Boolean && p.Optional:
		sc.helpf(fs.at("optional").key.Span(), "bad-optional", "give it a default", "%s is a Boolean, which is never optional", what)
	case p.Type == spec.Boolean && p.Default == nil && sc.template == "" && !fs.has("default"):
		sc.helpf(key.Span(), "missing-default", "write default: true or default: false", "%s is a Boolean and has no default", what)
	case p.Optional && fs.has("default"):
		sc.errorf(fs.at("default").key.Span(), "bad-optional", "%s is optional but has a default, so it always has a value", what)
	case !p.Optional && sc.template == "" && !fs.has("default") && !fs.has("example"):
		sc.helpf(key.Span(), "missing-default", "an example is enough; outputs that need a value use it", "%s is required and has neither a default nor an example", what)
	}
}

// bindParam checks the value that an environment gives a parameter.
func bindParam(p *spec.Param, sc *scope, n *syntax.Node) []string {
	what := "the value of " + p.Name
	if n.Kind == syntax.Sequence && !p.List {
		sc.errorf(n.Span(), "wrong-type", "%s must be one value, not a list", what)
		return nil
	}
	values := decodeValues(sc, p, n, what)
	checkLength(sc, values, n, what)
	return values
}

func checkLength(sc *scope, values []string, n *syntax.Node, what string) {
	if size := len(strings.Join(values, ",")); size > spec.MaxParamValue {
		sc.warnf(n.Span(), "long-value", "split the list between two parameters, or write the constant part into the statements", "%s has %d bytes; a stack allows %d", what, size, spec.MaxParamValue)
	}
}

func spanOf(p *spec.Param) diag.Span { return diag.Span{Pos: p.Pos, Len: len(p.Name)} }

// checkCompared finds parameters that are looked up and that a when compares.
func (s *syntaxSpec) checkCompared() {
	for _, p := range s.params {
		if f, ok := s.written[p].get("resolve"); ok && p.Compared != nil {
			f.sc.helpf(f.key.Span(), "dynamic-reference", "compare a parameter that is given", "parameter %s is looked up, and a when compares it: nothing can depend on a value that is known only when the stack is deployed", p.Name)
		}
	}
}

// resolveReferences resolves what parameters are looked up by.
func (s *syntaxSpec) resolveReferences() {
	looked := map[*spec.Param]bool{}
	for _, p := range s.params {
		_, looked[p] = s.written[p].get("resolve")
	}
	for _, p := range s.params {
		f, ok := s.written[p].get("resolve")
		if !ok {
			continue
		}
		what := "parameter " + p.Name
		for _, key := range []string{"default", "optional", "values", "pattern"} {
			if other, ok := s.written[p].get(key); ok {
				other.sc.helpf(other.key.Span(), "dynamic-reference", "remove it: the value is known only when the stack is deployed", "%s is looked up and cannot have %s", what, key)
			}
		}
		if p.List || p.Type == spec.Boolean || p.Type == spec.Number {
			f.sc.helpf(f.key.Span(), "dynamic-reference", "give it the type String, or the type of one ARN or name", "%s is a list, a Boolean or a Number, which cannot be looked up", what)
		}
		p.Resolve = f.reference(what, looked)
	}
}

func (f field) reference(what string, looked map[*spec.Param]bool) spec.Value {
	text, ok := f.sc.scalar(f.n, "resolve of "+what)
	if !ok {
		return nil
	}
	const help = "e.g., ssm:/acme/boundary, or secretsmanager:acme/jobs:SecretString:bucket, as in {{resolve:…}}, or export:network-BucketArn"
	switch {
	case strings.HasPrefix(text, "ssm-secure:"):
		f.sc.helpf(f.n.Span(), "dynamic-reference", "store it as a String, or in Secrets Manager", "resolve of %s names a secure string, which deployments do not look up for roles and policies", what)
		return nil
	case !spec.IsReference(text):
		f.sc.helpf(f.n.Span(), "dynamic-reference", help, "resolve of %s is %q, which is neither a dynamic reference nor an export", what, text)
		return nil
	}
	v, ok := f.sc.forAlways("resolve of "+what).value(f.n, "resolve of "+what, nil)
	if !ok {
		return nil
	}
	for i, p := range v {
		_, literal := p.(spec.Lit)
		ref, isParam := p.(spec.ParamRef)
		_, pseudo := p.(spec.Pseudo)
		if i == 0 && !literal || !literal && !pseudo && (!isParam || ref.Param.Type == spec.Boolean) || isParam && looked[ref.Param] {
			f.sc.helpf(f.n.Span(), "dynamic-reference", help, "resolve of %s can contain only text, pseudo parameters and parameters that are not looked up", what)
			return nil
		}
	}
	return v
}
