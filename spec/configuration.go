package spec

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/diag/show"
)

// SecurityConfiguration is an EMR security configuration.
type SecurityConfiguration struct {
	Header
	ConfigurationName Value          // holds required parameters only, or is a MadeName
	Mappings          []*RoleMapping // of EMRFS, in the order in which EMR tries them
	RuntimeRoles      bool           // steps name the role that they run with
	SourceIdentity    bool           // and pass on who submitted them; only with RuntimeRoles
	SessionTag        Value          // that Lake Formation trusts in sessions of runtime roles, or nil
	Sections          Object         // the rest, as EMR writes it, e.g., "EncryptionConfiguration"
}

// RoleMapping names the role with which EMRFS accesses S3 for some users, groups or
// S3 locations.
type RoleMapping struct {
	Role        Value // its ARN
	By          Identifier
	Identifiers []Item // at least one wherever the configuration exists, and none elsewhere
	At          diag.Span
}

// Identifier is the type of identifier by which EMRFS selects a role.
type Identifier string

// The identifiers, as EMR calls them.
const (
	ByUser   Identifier = "User"
	ByGroup  Identifier = "Group"
	ByPrefix Identifier = "Prefix"
)

// Covers reports whether a mapping by one identifier applies wherever a mapping by
// another does: users and groups match by whole name, S3 locations by prefix.
func (id Identifier) Covers(text, other string) bool {
	return text == other || id == ByPrefix && strings.HasPrefix(other, text)
}

// Accepts reports whether a text can be an identifier: S3 locations begin with s3://,
// and a parameter of type String may be anything.
func (id Identifier) Accepts(v Value) bool {
	if len(v) == 0 || id != ByPrefix {
		return len(v) > 0
	}
	if lit, ok := v[0].(Lit); ok {
		return strings.HasPrefix(string(lit), "s3://")
	}
	p := ParamOf(v[0])
	return p != nil && p.Type == String
}

// JSON is a part of a JSON document that is not a policy. The set is sealed.
type JSON interface{ isJSON() }

type (
	// Object is an object with ordered members.
	Object []Member

	// Array is an array.
	Array []JSON

	// Leaf is one string.
	Leaf struct{ Value Value }

	// Leaves is an array of strings.
	Leaves []Item

	// Switch is true or false.
	Switch bool

	// Whole is a whole number.
	Whole int
)

// Member is a member of an Object.
type Member struct {
	Key   string
	Value JSON
}

func (Object) isJSON() {}
func (Array) isJSON()  {}
func (Leaf) isJSON()   {}
func (Leaves) isJSON() {}
func (Switch) isJSON() {}
func (Whole) isJSON()  {}

// MapJSON returns j with other texts.
func MapJSON(j JSON, value func(Value) Value, items func([]Item) []Item) JSON {
	switch j := j.(type) {
	case Object:
		out := Object{}
		for _, m := range j {
			out = append(out, Member{m.Key, MapJSON(m.Value, value, items)})
		}
		return out
	case Array:
		out := Array{}
		for _, v := range j {
			out = append(out, MapJSON(v, value, items))
		}
		return out
	case Leaf:
		return Leaf{value(j.Value)}
	case Leaves:
		return Leaves(items(j))
	default:
		return j
	}
}

// JSONItems returns the texts in j.
func JSONItems(j JSON) []Item {
	switch j := j.(type) {
	case Object:
		return lists.Flat(j, func(m Member) []Item { return JSONItems(m.Value) })
	case Array:
		return lists.Flat(j, JSONItems)
	case Leaf:
		return []Item{{Value: j.Value}}
	case Leaves:
		return j
	}
	return nil
}

// get returns what o has under a path of keys, or nil.
func (o Object) get(path ...string) JSON {
	i := slices.IndexFunc(o, func(m Member) bool { return m.Key == path[0] })
	switch {
	case i < 0:
		return nil
	case len(path) == 1:
		return o[i].Value
	}
	inner, _ := o[i].Value.(Object)
	return inner.get(path[1:]...)
}

// WithoutKerberos returns the section of c that EMR accepts only with Kerberos, and its
// key there, if c has no Kerberos.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-ranger-security-config.html
func (c *SecurityConfiguration) WithoutKerberos() (section, key string, without bool) {
	switch {
	case c.Sections.get("AuthenticationConfiguration", "KerberosConfiguration") != nil:
	case c.Sections.get("AuthorizationConfiguration", "RangerConfiguration") != nil:
		return "AuthorizationConfiguration", "RangerConfiguration", true
	case c.Sections.get("LakeFormationConfiguration") != nil:
		return "LakeFormationConfiguration", "LakeFormationConfiguration", true
	}
	return "", "", false
}

// RangerRoles are the ARNs of the roles that a cluster with Apache Ranger assumes, with
// tags.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-ranger-iam-ec2.html
func (c *SecurityConfiguration) RangerRoles() []Value {
	var out []Value
	for _, key := range []string{"RoleForRangerPluginsARN", "RoleForOtherAWSServicesARN"} {
		if role, ok := c.Sections.get("AuthorizationConfiguration", "RangerConfiguration", key).(Leaf); ok {
			out = append(out, role.Value)
		}
	}
	return out
}

// Settings are the texts of c apart from its name and its mappings.
func (c *SecurityConfiguration) Settings() []Item {
	var out []Item
	if c.SessionTag != nil {
		out = append(out, Item{Value: c.SessionTag})
	}
	return append(out, JSONItems(c.Sections)...)
}

// Document returns the JSON that EMR accepts.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-emrfs-iam-roles.html
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html
func (c *SecurityConfiguration) Document() Object {
	var authorization Object
	if len(c.Mappings) > 0 {
		var mappings Array
		for _, m := range c.Mappings {
			mappings = append(mappings, Object{
				{"Role", Leaf{m.Role}}, {"IdentifierType", Leaf{Text(string(m.By))}}, {"Identifiers", Leaves(m.Identifiers)},
			})
		}
		authorization = append(authorization, Member{"EmrFsConfiguration", Object{{"RoleMappings", mappings}}})
	}
	if c.RuntimeRoles {
		runtime := Object{{"EnableApplicationScopedIAMRole", Switch(true)}}
		if c.SourceIdentity {
			runtime = append(runtime, Member{"ApplicationScopedIAMRoleConfiguration", Object{{"PropagateSourceIdentity", Switch(true)}}})
		}
		authorization = append(authorization, Member{"IAMConfiguration", runtime})
	}
	if c.SessionTag != nil {
		authorization = append(authorization, Member{"LakeFormationConfiguration", Object{{"AuthorizedSessionTagValue", Leaf{c.SessionTag}}}})
	}
	var rest Object
	for _, m := range c.Sections {
		if m.Key == "AuthorizationConfiguration" {
			authorization = append(authorization, m.Value.(Object)...)
		} else {
			rest = append(rest, m)
		}
	}
	if authorization == nil {
		return rest
	}
	return append(Object{{"AuthorizationConfiguration", authorization}}, rest...)
}

// JSON returns j under b, without white space.
func (b Binding) JSON(j JSON) []byte {
	quoted := func(s string) string { return string(bytes.TrimSpace(show.Encode(s, ""))) }
	array := func(items []string) string { return "[" + strings.Join(items, ",") + "]" }
	return []byte(JSONPrinter[string]{
		Object: func(fields []Printed[string]) string {
			members := lists.Map(fields, func(f Printed[string]) string { return quoted(f.Key) + ":" + f.Value })
			return "{" + strings.Join(members, ",") + "}"
		},
		Array: array,
		Text:  func(v Value) string { return quoted(b.Text(v)) },
		Texts: func(items []Item) string { return array(lists.Map(b.List(items), quoted)) },
		Plain: func(v any) string { return fmt.Sprint(v) },
	}.Print(j))
}

// JSONPrinter prints JSON as values of a format.
type JSONPrinter[N any] struct {
	Object func([]Printed[N]) N
	Array  func([]N) N
	Text   func(Value) N
	Texts  func([]Item) N
	Plain  func(any) N // an int or a bool
}

// Printed is a member of an object, as a value of a format.
type Printed[N any] struct {
	Key     string
	Value   N
	Dynamic Value // the key, if it has placeholders; else nil
}

// Print prints j.
func (p JSONPrinter[N]) Print(j JSON) N {
	switch j := j.(type) {
	case Object:
		return p.Object(lists.Map(j, func(m Member) Printed[N] { return Printed[N]{Key: m.Key, Value: p.Print(m.Value)} }))
	case Array:
		return p.Array(lists.Map(j, p.Print))
	case Leaf:
		return p.Text(j.Value)
	case Leaves:
		return p.Texts(j)
	case Whole:
		return p.Plain(int(j))
	case Switch:
		return p.Plain(bool(j))
	default:
		panic(fmt.Sprintf("spec: JSON %T", j))
	}
}
