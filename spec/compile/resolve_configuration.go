package compile

import (
	"slices"
	"strings"
	"unicode"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

// identifiers are the keys under which a mapping lists its identifiers.
var identifiers = []struct {
	key string
	by  spec.Identifier
}{{"users", spec.ByUser}, {"groups", spec.ByGroup}, {"prefixes", spec.ByPrefix}}

func (b *syntaxBody) resolveConfiguration(c *spec.SecurityConfiguration) {
	what := "security configuration " + b.name
	c.At, c.Fields = b.fields.values(), b.origins(language.Configuration.Names())
	c.Doc, c.Source = b.describe(what)
	c.ConfigurationName = b.nameOr("configurationName", what, spec.MadeName{Config: c})
	c.Deployed = b.fields.deployed(b, what, spec.AttrName)
	c.RuntimeRoles = b.sc.flag(b.fields, "runtimeRoles", what)
	c.SourceIdentity = b.sc.flag(b.fields, "propagateSourceIdentity", what)
	if tag, ok := b.fields.get("authorizedSessionTag"); ok {
		c.SessionTag, _ = tag.sc.value(tag.n, "authorizedSessionTag of "+what, nil)
		if !c.RuntimeRoles {
			b.sc.helpf(tag.key.Span(), "missing-key", "write runtimeRoles: true", "%s has authorizedSessionTag but not runtimeRoles", what)
		}
	}
	b.resolveSections(c, what)
	f, ok := b.fields.get("emrfs")
	runtime, has := b.fields.get("runtimeRoles")
	switch {
	case c.SourceIdentity && !c.RuntimeRoles:
		b.sc.helpf(b.fields.at("propagateSourceIdentity").key.Span(), "missing-key", "write runtimeRoles: true", "%s has propagateSourceIdentity but not runtimeRoles", what)
	case !ok && (!has || runtime.n.Text == "false") && !b.hasSection():
		b.sc.helpf(b.at, "missing-key", "write one of "+strings.Join(language.SettingNames(language.EMRSections), ", "), "%s needs emrfs, runtimeRoles, or a section of EMR's", what)
	case ok && f.n.Empty():
		f.sc.errorf(f.n.Span(), "empty-list", "emrfs of %s is an empty list", what)
	case ok:
		for n := range f.n.List() {
			if m := f.sc.roleMapping(n, "a mapping of "+what, b.when); m != nil {
				c.Mappings = append(c.Mappings, m)
			}
		}
	}
}

func (b *syntaxBody) hasSection() bool {
	return slices.ContainsFunc(language.EMRSections, func(s language.Setting) bool { return b.fields.has(s.Name) })
}

// roleMapping resolves one item of emrfs. It returns nil after a finding that leaves
// the mapping incomplete.
func (sc *scope) roleMapping(n *syntax.Node, what string, given spec.When) *spec.RoleMapping {
	if n.Kind != syntax.Mapping {
		sc.errorf(n.Span(), "wrong-type", "%s must be a mapping, not %s", what, n.Kind)
		return nil
	}
	fs := sc.fields(n, what, language.Mapping)
	m := &spec.RoleMapping{At: n.Span()}
	ok := false
	switch {
	case fs.at("role").n != nil:
		m.Role, ok = sc.mappedRole(fs.at("role").n, what)
	case fs.at("arn").n != nil:
		m.Role, ok = sc.value(fs.at("arn").n, "arn of "+what, nil)
	default:
		sc.errorf(n.Span(), "missing-key", "%s needs a role or an arn", what)
	}
	sc.takeIdentifiers(m, fs, n, what, given)
	if !ok || m.By == "" {
		return nil
	}
	return m
}

// mappedRole resolves a role that EMRFS assumes.
func (sc *scope) mappedRole(n *syntax.Node, what string) (spec.Value, bool) {
	if _, ok := sc.plain(n, "role of "+what); !ok {
		return nil, false
	}
	kind, vs, ok := sc.rolesAt(n, what, nil)
	if !ok {
		return nil, false
	}
	if len(vs) > 1 {
		sc.helpf(n.Span(), "list-in-scalar", sc.oneOf("${"+n.Text+"}"), "%s accepts only one role, not all of %s", what, n.Text)
		return nil, false
	}
	if kind != spec.KindEMRFS {
		sc.helpf(n.Span(), "not-emrfs", "write kind: emrfs if EMRFS assumes the role", "%s names %s, a role of kind %s", what, n.Text, kind)
		return nil, false
	}
	return vs[0], true
}

// takeIdentifiers reads the identifiers of m: all of one kind.
func (sc *scope) takeIdentifiers(m *spec.RoleMapping, fs fields, n *syntax.Node, what string, given spec.When) {
	for _, id := range identifiers {
		f, ok := fs.get(id.key)
		switch {
		case !ok:
		case m.By != "":
			sc.helpf(f.key.Span(), "mixed-identifiers", "write a separate mapping", "%s has identifiers of two kinds", what)
		default:
			m.By = id.by
			m.Identifiers = f.items(id.key+" of "+what, given)
			underItems(given, m.Identifiers)
			sc.checkIdentifiers(m, what)
		}
	}
	if m.By == "" {
		sc.helpf(n.Span(), "missing-key", "write users: […], groups: […] or prefixes: […]", "%s does not say when the role is used", what)
	}
}

// checkIdentifiers reports identifiers that match nothing.
func (sc *scope) checkIdentifiers(m *spec.RoleMapping, what string) {
	for _, it := range m.Identifiers {
		switch {
		case len(it.Value) == 0:
			sc.errorf(it.At, "bad-value", "%s has an empty identifier", what)
		case !m.By.Accepts(it.Value):
			sc.helpf(it.At, "bad-prefix", "e.g., s3://amzn-s3-demo-bucket/team/", "%s has the prefix %q, which is not a location in S3", what, it.Value)
		}
	}
}

// maxConfigurationName is how long the name of a security configuration may
// be.
// https://docs.aws.amazon.com/emr/latest/APIReference/API_CreateSecurityConfiguration.html
const maxConfigurationName = 10280

// checkConfigurationName reports a name that EMR rejects.
func checkConfigurationName(sc *scope, n *syntax.Node, name, what string) {
	switch {
	case name == "":
		sc.errorf(n.Span(), "bad-value", "the configurationName of %s is empty", what)
	case len(name) > maxConfigurationName:
		sc.errorf(n.Span(), "bad-value", "the configurationName of %s has %d characters; EMR allows at most %d", what, len(name), maxConfigurationName)
	case strings.ContainsFunc(name, unicode.IsControl):
		sc.errorf(n.Span(), "bad-value", "the configurationName of %s has a control character", what)
	}
}
