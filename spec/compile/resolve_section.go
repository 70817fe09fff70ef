package compile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

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
