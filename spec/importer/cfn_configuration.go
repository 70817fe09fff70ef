package importer

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

const configurationType = "AWS::EMR::SecurityConfiguration"

// configuration is a security configuration of the spec.
type configuration struct {
	*spec.SecurityConfiguration
	member
}

// configuration reads a security configuration of EMR, whole or not at all: a cluster
// that loses a part of it is another one.
func (t *cfn) configuration(st *stack, r resource) {
	c := &configuration{SecurityConfiguration: &spec.SecurityConfiguration{Header: spec.Header{Pos: r.node.Pos()}}}
	err := t.securityDocument(c.SecurityConfiguration, r)
	if _, key, without := c.WithoutKerberos(); err == nil && without {
		err = fmt.Errorf("it has %s but not KerberosConfiguration", key)
	}
	if err != nil {
		t.leaveOut(r.node.Pos(), "the security configuration %s is not imported, so keep it in the stack: %v", r.id, err)
		return
	}
	t.attributes(r)
	t.known(r, []string{"Name", "SecurityConfiguration"})
	c.Name = t.claim(logicalName(r.id, "Configuration"), isParam)
	c.Deployed, c.When = t.deployed(r, c.Name), t.exists(r)
	c.ConfigurationName = t.name(r, "Name", spec.MadeName{Entity: c.SecurityConfiguration.Entity()}, &c.comments)
	t.configurationOf[r.id] = c
	t.configurations = append(t.configurations, c)
	st.members = append(st.members, c.Name)
}

// securityDocument reads the document of a security configuration.
func (t *cfn) securityDocument(c *spec.SecurityConfiguration, r resource) error {
	n := r.props.Get("SecurityConfiguration")
	switch doc, err := t.textDocument(n); {
	case err != nil:
		return err
	case doc != nil:
		n = doc
	case n != nil && isText(n) && json.Valid([]byte(n.Text)):
		n = syntax.ParseForeign(n.Pos().File, []byte(n.Text), &diag.List{})
	}
	if n != r.props.Get("SecurityConfiguration") {
		t.note(r.node.Pos(), "the document of the security configuration %s is the text of JSON in the template, and an object in what the spec generates: CloudFormation may replace it", r.id)
	}
	if err := isObject(n, "its document"); err != nil {
		return err
	}
	if len(n.Kids) == 0 {
		return errors.New("its document is empty")
	}
	rest := *n
	if at := slices.IndexFunc(n.Kids, func(e syntax.Entry) bool { return e.Key.Text == "AuthorizationConfiguration" }); at >= 0 {
		if err := t.authorization(c, n.Kids[at].Value, r.id); err != nil {
			return err
		}
		rest.Kids = slices.Delete(slices.Clone(n.Kids), at, at+1)
		if len(rest.Kids) == 0 {
			return nil
		}
	}
	sections, err := t.settingObject(&rest, r.id, language.Setting{Name: "document", Keys: language.EMRSections})
	if err == nil {
		c.Sections = append(c.Sections, sections.(spec.Object)...)
	}
	return err
}

func isObject(n *syntax.Node, what string) error {
	if fn, _ := form(n); n == nil || n.Kind != syntax.Mapping || fn != "" {
		return fmt.Errorf("%s is %s, not an object", what, show(n))
	}
	return nil
}

// authorization reads what a spec has keys of its own for.
func (t *cfn) authorization(c *spec.SecurityConfiguration, n *syntax.Node, id string) error {
	if err := isObject(n, "its AuthorizationConfiguration"); err != nil {
		return err
	}
	for _, e := range n.Pairs() {
		part := e.Value
		var err error
		switch e.Key.Text {
		case "EmrFsConfiguration":
			err = t.roleMappings(c, part)
		case "IAMConfiguration":
			err = runtimeRoles(c, part)
		case "LakeFormationConfiguration":
			if err = only(part, e.Key.Text, "AuthorizedSessionTagValue"); err == nil {
				if c.SessionTag, err = t.single(part.Get("AuthorizedSessionTagValue"), id+"SessionTag", spec.String, ""); err == nil && len(c.SessionTag) == 0 {
					err = errors.New("its AuthorizedSessionTagValue is empty")
				}
			}
		default:
			err = t.section(c, "AuthorizationConfiguration", e.Key.Text, part, id)
		}
		if err != nil {
			return err
		}
	}
	if c.SessionTag != nil && !c.RuntimeRoles {
		return errors.New("it has LakeFormationConfiguration but not IAMConfiguration")
	}
	if len(c.Mappings) == 0 && !c.RuntimeRoles && c.Sections == nil {
		return errors.New("its AuthorizationConfiguration is empty")
	}
	return nil
}

// section reads a key of a section that has keys of the spec's own beside it.
func (t *cfn) section(c *spec.SecurityConfiguration, section, key string, n *syntax.Node, id string) error {
	named := func(name string) func(language.Setting) bool {
		return func(s language.Setting) bool { return s.Name == name }
	}
	s := lists.Find(lists.Find(language.EMRSections, named(section)).Keys, named(key))
	if s.Name == "" {
		return fmt.Errorf("a spec cannot say %s", key)
	}
	v, err := t.setting(n, id, s)
	if err == nil {
		c.Sections = append(c.Sections, spec.Member{Key: section, Value: spec.Object{{Key: key, Value: v}}})
	}
	return err
}

// only returns an error unless n is an object with exactly some keys.
func only(n *syntax.Node, what string, keys ...string) error {
	if err := isObject(n, what); err != nil {
		return err
	}
	for _, e := range n.Pairs() {
		if !slices.Contains(keys, e.Key.Text) {
			return fmt.Errorf("a spec cannot say %s of %s", e.Key.Text, what)
		}
	}
	for _, key := range keys {
		if n.Get(key) == nil {
			return fmt.Errorf("%s has no %s", what, key)
		}
	}
	return nil
}

func runtimeRoles(c *spec.SecurityConfiguration, n *syntax.Node) error {
	keys := []string{"EnableApplicationScopedIAMRole"}
	more := n.Get("ApplicationScopedIAMRoleConfiguration")
	if more != nil {
		keys = append(keys, "ApplicationScopedIAMRoleConfiguration")
		if err := only(more, keys[1], "PropagateSourceIdentity"); err != nil {
			return err
		}
		if scalarText(more.Get("PropagateSourceIdentity")) != "true" {
			return errors.New("its PropagateSourceIdentity is not true")
		}
		c.SourceIdentity = true
	}
	if err := only(n, "IAMConfiguration", keys...); err != nil {
		return err
	}
	if c.RuntimeRoles = scalarText(n.Get(keys[0])) == "true"; !c.RuntimeRoles {
		return fmt.Errorf("its %s is not true", keys[0])
	}
	return nil
}

func (t *cfn) roleMappings(c *spec.SecurityConfiguration, n *syntax.Node) error {
	if err := only(n, "EmrFsConfiguration", "RoleMappings"); err != nil {
		return err
	}
	all, err := t.nodes(n.Get("RoleMappings"), nil)
	if err != nil {
		return err
	}
	for _, one := range all {
		if len(one.when) > 0 {
			return errors.New("a mapping of EMRFS depends on a condition")
		}
		if err := only(one.Node, "a mapping of EMRFS", "Role", "IdentifierType", "Identifiers"); err != nil {
			return err
		}
		m := &spec.RoleMapping{By: spec.Identifier(scalarText(one.Get("IdentifierType")))}
		if !slices.Contains([]spec.Identifier{spec.ByUser, spec.ByGroup, spec.ByPrefix}, m.By) {
			return fmt.Errorf("it has the IdentifierType %s", show(one.Get("IdentifierType")))
		}
		if m.Role, err = t.value(one.Get("Role")); err == nil && len(m.Role) == 0 {
			err = errors.New("it is empty")
		}
		if err != nil {
			return fmt.Errorf("the role of a mapping: %w", err)
		}
		if m.Identifiers, err = t.items(one.Get("Identifiers")); err != nil {
			return fmt.Errorf("the identifiers of a mapping: %w", err)
		}
		always := slices.ContainsFunc(m.Identifiers, func(it spec.Item) bool { return len(it.When) == 0 })
		if !always || slices.ContainsFunc(m.Identifiers, func(it spec.Item) bool { return !m.By.Accepts(it.Value) }) {
			return fmt.Errorf("EMRFS matches nobody by the %s %s", m.By, show(one.Get("Identifiers")))
		}
		c.Mappings = append(c.Mappings, m)
	}
	if len(c.Mappings) == 0 {
		return errors.New("its RoleMappings are empty")
	}
	return nil
}

// setting reads what EMR and a spec call by the same name.
func (t *cfn) setting(n *syntax.Node, id string, s language.Setting) (spec.JSON, error) {
	switch s.Kind {
	case language.SettingObject:
		return t.settingObject(n, id, s)
	case language.SettingList:
		if n.Kind != syntax.Sequence || n.Tag != "" {
			return nil, fmt.Errorf("its %s is %s, not a list", s.Name, show(n))
		}
		out := spec.Array{}
		for _, e := range n.Kids {
			one, err := t.settingObject(e.Value, id, s)
			if err != nil {
				return nil, err
			}
			out = append(out, one)
		}
		return out, nil
	case language.SettingText:
		if _, then, otherwise, ok := branches(n); ok && (isNoValue(then) || isNoValue(otherwise)) {
			return nil, fmt.Errorf("its %s depends on a condition", s.Name)
		}
		v, err := t.single(n, id+s.Name, spec.String, "")
		if text, literal := v.Literal(); err == nil && (len(v) == 0 || literal && s.Values != nil && !slices.Contains(s.Values, text)) {
			err = fmt.Errorf("EMR does not know %q", text)
		}
		if err != nil {
			return nil, fmt.Errorf("its %s: %w", s.Name, err)
		}
		return spec.Leaf{Value: v}, nil
	}
	text := scalarText(n)
	if fn, _ := form(n); fn != "" {
		text = ""
	}
	if s.Kind == language.SettingFlag && (text == "true" || text == "false") {
		return spec.Switch(text == "true"), nil
	}
	if i, err := strconv.Atoi(text); err == nil && s.Kind == language.SettingNumber && 1 <= i && i <= s.Most {
		return spec.Whole(i), nil
	}
	return nil, fmt.Errorf("its %s is %s", s.Name, show(n))
}

func (t *cfn) settingObject(n *syntax.Node, id string, s language.Setting) (spec.JSON, error) {
	if err := isObject(n, "its "+s.Name); err != nil {
		return nil, err
	}
	for _, e := range n.Pairs() {
		if s.Name == "LakeFormationConfiguration" && e.Key.Text == "AuthorizedSessionTagValue" {
			return nil, fmt.Errorf("its %s has %s, which EMR reads in AuthorizationConfiguration only", s.Name, e.Key.Text)
		}
		if !slices.Contains(language.SettingNames(s.Keys), e.Key.Text) {
			return nil, fmt.Errorf("its %s has %s, which a spec cannot say", s.Name, e.Key.Text)
		}
	}
	if len(n.Kids) == 0 && s.Keys[0].Needs[""] != nil {
		return nil, fmt.Errorf("its %s is empty", s.Name)
	}
	out := spec.Object{}
	for _, k := range s.Keys {
		part := n.Get(k.Name)
		if part == nil {
			continue
		}
		if missing := k.Missing(scalarText(part), func(name string) bool { return n.Get(name) != nil }); len(missing) > 0 {
			return nil, fmt.Errorf("its %s has %s but not %s", s.Name, k.Name, strings.Join(missing, ", "))
		}
		if k.Unread(s.Keys[0], scalarText(n.Get(s.Keys[0].Name))) {
			return nil, fmt.Errorf("its %s has %s, which EMR does not read there", s.Name, k.Name)
		}
		v, err := t.setting(part, id, k)
		if err != nil {
			return nil, err
		}
		out = append(out, spec.Member{Key: k.Name, Value: v})
	}
	return out, nil
}

// values replaces the texts of the document of c, other than identifiers.
func (c *configuration) values(f func(spec.Value) spec.Value) {
	for _, m := range c.Mappings {
		m.Role = f(m.Role)
	}
	c.SessionTag = f(c.SessionTag)
	if c.Sections != nil {
		c.Sections = spec.MapJSON(c.Sections, f, nil).(spec.Object) // it has no lists of texts
	}
}

// noteMapped notes which roles EMRFS assumes, of which nothing else tells.
func (d *draft) noteMapped() {
	for _, c := range d.configurations {
		for _, m := range c.Mappings {
			for _, r := range d.roles {
				r.mapped = r.mapped || names(m, r)
			}
		}
	}
}

// names reports whether the role of a mapping is r.
func names(m *spec.RoleMapping, r *role) bool {
	ref, ok := spec.LoneRole(m.Role)
	return ok && ref.Role == r.Role
}

func (d *draft) writtenConfigurations() dict {
	return dict{apart: true, fields: lists.Map(d.configurations, func(c *configuration) entry {
		return entry{Key: c.Name, Value: d.writtenConfiguration(c), Comments: c.comments}
	})}
}

func (d *draft) writtenConfiguration(c *configuration) dict {
	var out dict
	out.add("configurationName", givenName(c.ConfigurationName, c.Named()))
	out.add("when", when(c.When))
	out.join(writtenDeployed(c.Deployed))
	mappings := list{tall: true}
	for _, m := range c.Mappings {
		one := dict{flow: true}
		if i := slices.IndexFunc(d.roles, func(r *role) bool { return names(m, r) && r.Kind == spec.KindEMRFS }); i >= 0 {
			one.add("role", text(d.roles[i].Name))
		} else {
			one.add("arn", text(m.Role.String()))
		}
		keys := map[spec.Identifier]string{spec.ByUser: "users", spec.ByGroup: "groups", spec.ByPrefix: "prefixes"}
		one.add(keys[m.By], items(m.Identifiers))
		mappings.items = append(mappings.items, one)
	}
	out.add("emrfs", mappings.given())
	out.add("runtimeRoles", flag(c.RuntimeRoles))
	out.add("propagateSourceIdentity", flag(c.SourceIdentity))
	out.add("authorizedSessionTag", value(c.SessionTag))
	for _, m := range c.Sections {
		out.add(m.Key, writtenJSON(m.Value))
	}
	return out
}

func writtenJSON(j spec.JSON) yaml {
	switch j := j.(type) {
	case spec.Object:
		var out dict
		for _, m := range j {
			out.add(m.Key, writtenJSON(m.Value))
		}
		return out
	case spec.Array:
		return list{items: lists.Map(j, writtenJSON)}
	case spec.Leaf:
		return text(j.Value.String())
	case spec.Switch:
		return bare(fmt.Sprint(bool(j)))
	case spec.Whole:
		return bare(fmt.Sprint(int(j)))
	}
	panic(fmt.Sprintf("importer: JSON %T", j))
}
