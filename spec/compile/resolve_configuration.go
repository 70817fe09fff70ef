package compile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
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
	b.resolveHeader(&c.Header, what, language.Configuration.Names(), spec.AttrName)
	c.ConfigurationName = b.nameOr("configurationName", what, spec.MadeName{Entity: c.Entity()})
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
	case !ok && (!has || runtime.n.Text == "false") && !slices.ContainsFunc(language.EMRSections, func(s language.Setting) bool { return b.fields.has(s.Name) }):
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

// resolveSections reads the sections that EMR knows by the same names.
func (b *syntaxBody) resolveSections(c *spec.SecurityConfiguration, what string) {
	for _, s := range language.EMRSections {
		if f, ok := b.fields.get(s.Name); ok {
			if f.sc.ownKeys(f.n, s.Name+" of "+what) {
				continue
			}
			if v := f.sc.setting(f.n, s.Name+" of "+what, s); v != nil {
				c.Sections = append(c.Sections, spec.Member{Key: s.Name, Value: v})
			}
		}
	}
	given := b.fields.at("AuthenticationConfiguration").n
	if section, key, without := c.WithoutKerberos(); without && (given == nil || given.Get("KerberosConfiguration") == nil) {
		b.sc.helpf(b.fields.at(section).key.Span(), "missing-key", "add AuthenticationConfiguration with KerberosConfiguration", "%s has %s but not KerberosConfiguration", what, key)
	}
}

// ownKeys reports the keys of EMR for which a spec has its own.
func (sc *scope) ownKeys(n *syntax.Node, what string) bool {
	found := false
	for _, e := range n.Pairs() {
		var own string
		switch e.Key.Text {
		case "EmrFsConfiguration":
			own = "emrfs"
		case "IAMConfiguration":
			own = "runtimeRoles: true"
		case "AuthorizedSessionTagValue", "LakeFormationConfiguration":
			own = "authorizedSessionTag"
		default:
			continue
		}
		found = true
		sc.helpf(e.Key.Span(), "unknown-key", "write "+own+" in the security configuration", "%s has no key %q", what, e.Key.Text)
	}
	return found
}

// setting resolves one value. It returns nil after a finding.
func (sc *scope) setting(n *syntax.Node, what string, s language.Setting) spec.JSON {
	switch s.Kind {
	case language.SettingObject:
		return sc.settingObject(n, what, s.Keys)
	case language.SettingList:
		if n.Kind != syntax.Sequence {
			sc.errorf(n.Span(), "wrong-type", "%s must be a list, not %s", what, n.Kind)
			return nil
		}
		out := spec.Array{}
		for item := range n.List() {
			if v := sc.settingObject(item, "an item of "+what, s.Keys); v != nil {
				out = append(out, v)
			}
		}
		return out
	case language.SettingText:
		v, ok := sc.value(n, what, nil)
		if text, literal := v.Literal(); ok && literal && s.Values != nil && !slices.Contains(s.Values, text) {
			sc.helpf(n.Span(), "bad-value", diag.DidYouMean(text, s.Values), "%s is %q, which EMR does not know", what, text)
		}
		if !ok {
			return nil
		}
		return spec.Leaf{Value: v}
	}
	text, ok := sc.plain(n, what)
	switch {
	case !ok:
	case s.Kind == language.SettingFlag && (text == "true" || text == "false"):
		return spec.Switch(text == "true")
	case s.Kind == language.SettingFlag:
		sc.helpf(n.Span(), "bad-value", "write true or false", "%s is %q", what, text)
	default:
		if i, err := strconv.Atoi(text); err == nil && 1 <= i && i <= s.Most {
			return spec.Whole(i)
		}
		sc.helpf(n.Span(), "bad-value", fmt.Sprintf("write a number from 1 to %d", s.Most), "%s is %q", what, text)
	}
	return nil
}

func (sc *scope) settingObject(n *syntax.Node, what string, keys []language.Setting) spec.JSON {
	if n.Kind != syntax.Mapping {
		sc.errorf(n.Span(), "wrong-type", "%s must be a mapping, not %s", what, n.Kind)
		return nil
	}
	fs := sc.fields(n, what, language.Only(language.SettingNames(keys)...))
	out, reported := spec.Object{}, map[string]bool{}
	if all := keys[0].Needs[""]; all != nil && len(n.Pairs()) == 0 {
		sc.helpf(n.Span(), "missing-key", "add "+strings.Join(append([]string{keys[0].Name}, all...), ", "), "%s is empty", what)
	}
	for _, k := range keys {
		f, ok := fs.get(k.Name)
		if !ok {
			continue
		}
		if first, ok := fs.get(keys[0].Name); ok && k.Unread(keys[0], first.n.Text) {
			sc.helpf(f.key.Span(), "both-keys", "remove it, or write "+keys[0].Name+": "+k.Only[0], "%s has %s, which EMR does not read with %s", what, k.Name, describe(keys[0].Name, first.n))
		}
		for _, need := range k.Missing(f.n.Text, fs.has) {
			if reported[need] {
				continue
			}
			reported[need] = true
			sc.helpf(f.key.Span(), "missing-key", "add "+need, "%s has %s but not %s", what, describe(k.Name, f.n), need)
		}
		if v := sc.setting(f.n, k.Name+" of "+what, k); v != nil {
			out = append(out, spec.Member{Key: k.Name, Value: v})
		}
	}
	return out
}

// describe is a key, with its value if that is one text.
func describe(key string, n *syntax.Node) string {
	if n.Kind == syntax.Scalar {
		return key + ": " + n.Text
	}
	return key
}
