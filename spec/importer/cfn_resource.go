package importer

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// readTypes are the types of resources that a spec can say.
var readTypes = append([]string{"AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::IAM::InstanceProfile", configurationType, sessionMapping}, inlineTypes...)

// inlineTypes are those of inline policies that stand by themselves.
var inlineTypes = []string{"AWS::IAM::Policy", rolePolicy, "AWS::IAM::GroupPolicy", "AWS::IAM::UserPolicy"}

// rolePolicy is the type of an inline policy that belongs to one role.
const rolePolicy = "AWS::IAM::RolePolicy"

// resource is a resource of a template.
type resource struct {
	id    string
	node  *syntax.Node
	props *syntax.Node
}

// get is a property, nil if it is not given.
func (r resource) get(key string) *syntax.Node {
	if n := r.props.Get(key); !isNoValue(n) {
		return n
	}
	return nil
}

func (t *cfn) resources(types ...string) []resource {
	all := t.root.Get("Resources")
	var out []resource
	for _, e := range all.Pairs() {
		if n := e.Value; slices.Contains(types, scalarText(n.Get("Type"))) {
			out = append(out, resource{e.Key.Text, n, n.Get("Properties")})
		}
	}
	return out
}

// readResources reads roles and policies. All are declared before any is read,
// since they name each other in any order.
func (t *cfn) readResources(st *stack) {
	roles, policies := t.resources("AWS::IAM::Role"), t.resources("AWS::IAM::ManagedPolicy")
	for _, r := range roles {
		out := t.newRole(r.id, r.node.Pos())
		out.Deployed = t.deployed(r, out.Name)
		out.When = t.exists(r)
		t.roleOf[r.id] = out
		st.members = append(st.members, out.Name)
	}
	for _, r := range policies {
		out := t.declarePolicy(st, r, r.id)
		out.Deployed = t.deployed(r, out.Name)
		t.policyOf[r.id] = out
	}
	for _, r := range roles {
		out := t.roleOf[r.id]
		out.RoleName = t.name(r, "RoleName", spec.MadeName{Entity: out.Role.Entity()}, &out.comments)
		out.Path = t.path(r)
	}
	defer func() { t.owners = nil }()
	for _, r := range t.resources("AWS::IAM::InstanceProfile") {
		t.owners = t.holderNames(r)
		t.profile(r)
	}
	for _, r := range roles {
		t.owners = []string{t.roleOf[r.id].Name}
		t.role(r, t.roleOf[r.id])
	}
	for _, r := range policies {
		t.owners = append(t.holderNames(r), t.policyOf[r.id].Name)
		t.managedPolicy(r, t.policyOf[r.id])
	}
	for _, r := range t.resources(inlineTypes...) {
		t.owners = t.holderNames(r)
		t.attachedPolicy(st, r)
	}
	for _, r := range t.resources(sessionMapping) {
		t.session(r)
	}
	t.nameSessions()
	t.owners = nil
	for _, r := range t.resources(configurationType) {
		t.configuration(st, r)
	}
}

// holderNames are the roles of the spec that hold a policy or are in an instance
// profile.
func (t *cfn) holderNames(r resource) []string {
	var out []string
	for _, key := range []string{"RoleName", "Roles"} {
		nodes, _ := t.nodes(r.props.Get(key), nil) // whose error is reported where they are read
		for _, n := range nodes {
			if h := t.holder(n.Node); h != nil {
				out = append(out, h.Name)
			}
		}
	}
	return out
}

func (t *cfn) declarePolicy(st *stack, r resource, name string) *policy {
	out := t.newPolicy(name, r.node.Pos())
	st.members = append(st.members, out.Name)
	return out
}

// name reads a name in IAM. What has none gets one from CloudFormation.
func (t *cfn) name(r resource, key string, made spec.MadeName, comments *[]string) spec.Value {
	n := r.get(key)
	if n == nil {
		return made.Value()
	}
	v, err := t.single(n, r.id+key, spec.NamePrefix, "")
	if err == nil && len(v) > 0 {
		if hasNoValue(n) {
			t.note(n.Pos(), "where the %s of %s is AWS::NoValue, CloudFormation makes the name; in the spec it needs a value there, so an update replaces the resource", key, r.id)
		}
		return v
	}
	if err == nil {
		err = fmt.Errorf("it is empty")
	}
	t.lose(n.Pos(), "%s of %s could not be carried over: %v; in the spec, the deployment makes one", key, r.id, err)
	*comments = append(*comments, fmt.Sprintf("NOT CARRIED OVER: its %s, %s.", key, show(n)))
	return made.Value()
}

// hasNoValue reports whether n chooses AWS::NoValue under a condition.
func hasNoValue(n *syntax.Node) bool {
	if _, then, otherwise, ok := branches(n); ok {
		return hasNoValue(then) || hasNoValue(otherwise)
	}
	return isNoValue(n)
}

// single reads what a spec has one value of: a parameter, if a condition chooses between
// two. Without a value, it is what absent says.
func (t *cfn) single(n *syntax.Node, name string, typ spec.Type, absent string) (spec.Value, error) {
	v, err := t.value(n)
	if condition := nestedCondition(n); condition != "" && (err != nil || len(v) == 0) {
		return t.chosen(n, name, typ, absent), nil
	}
	return v, err
}

// chosen is a parameter for a value that a condition chooses. If all values are literal,
// it takes no others.
func (t *cfn) chosen(n *syntax.Node, name string, typ spec.Type, absent string) spec.Value {
	v := t.decided(n, name, typ, "it depends on the condition "+nestedCondition(n)+": "+show(n))
	p := v[0].(spec.ParamRef).Param
	if values, literal := literals(n, absent); literal {
		p.Values, p.Example = values, values[:1]
	} else if absent != "" {
		p.Example = []string{absent}
	}
	return v
}

// literals are the values among which n chooses, if all of them are literal.
func literals(n *syntax.Node, absent string) ([]string, bool) {
	if _, then, otherwise, ok := branches(n); ok {
		a, ok := literals(then, absent)
		b, also := literals(otherwise, absent)
		return append(a, b...), ok && also
	}
	if isNoValue(n) {
		return []string{absent}, absent != ""
	}
	return []string{scalarText(n)}, isText(n) && n.Text != ""
}

func (t *cfn) path(r resource) spec.Value {
	n := r.get("Path")
	if n == nil {
		return spec.Text("/")
	}
	v, err := t.single(n, r.id+"Path", spec.String, "/")
	if err != nil {
		t.lose(n.Pos(), "the path of %s could not be carried over: %v", r.id, err)
		return spec.Text("/")
	}
	return v
}

var roleProperties = []string{
	"RoleName", "Path", "Description", "MaxSessionDuration", "PermissionsBoundary",
	"AssumeRolePolicyDocument", "ManagedPolicyArns", "Policies", "Tags",
}

func (t *cfn) role(r resource, out *role) {
	t.attributes(r)
	t.known(r, roleProperties)
	lost := func(key string, err error) { t.loseProperty(r, key, err, &out.comments) }
	out.Doc = t.text(r, "Description")
	out.Trust = t.document(r.props.Get("AssumeRolePolicyDocument"), true, "the trust policy of role "+r.id)
	if n := r.get("MaxSessionDuration"); n != nil {
		v, err := t.single(n, r.id+"MaxSessionDuration", spec.Number, "3600")
		if err != nil {
			lost("MaxSessionDuration", err)
		}
		out.MaxSession = v
	}
	if n := r.props.Get("PermissionsBoundary"); n != nil {
		var err error
		if out.Boundary, err = t.items(n); err != nil {
			lost("PermissionsBoundary", err)
		}
		for i := len(out.Boundary) - 1; i >= 0; i-- { // what is chosen where not both of two conditions hold is there twice
			it := out.Boundary[i]
			if slices.ContainsFunc(out.Boundary, func(o spec.Item) bool {
				return o.Value.String() == it.Value.String() && it.When.Implies(o.When) && !o.When.Implies(it.When)
			}) {
				out.Boundary = slices.Delete(out.Boundary, i, i+1)
			}
		}
	}
	var err error
	if out.Managed, err = t.items(r.props.Get("ManagedPolicyArns")); err != nil {
		lost("ManagedPolicyArns", err)
	}
	if out.Tags, err = t.tags(r, r.props.Get("Tags")); err != nil {
		lost("Tags", err)
	}
	t.inlinePolicies(r, out, lost)
}

func (t *cfn) inlinePolicies(r resource, out *role, lost func(string, error)) {
	policies, err := t.nodes(r.props.Get("Policies"), nil)
	if err != nil {
		lost("Policies", err)
	}
	dependent := func(p node) int {
		if _, err := t.literal(p.Get("PolicyName")); err != nil {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(policies, func(a, b node) int { return dependent(a) - dependent(b) }) // literal names stay
	for i, p := range policies {
		if slices.ContainsFunc(policies[:i], func(o node) bool { return o.Node == p.Node }) {
			continue // another way in which the same one is there
		}
		var whens []spec.When
		for _, o := range policies[i:] {
			if o.Node == p.Node {
				whens = append(whens, o.when)
			}
		}
		t.inline(out, r.id, p.Node, whens)
	}
}

// inline gives a role an inline policy, which is there if one of whens holds. A name that
// depends on conditions makes a policy of each name.
func (t *cfn) inline(out *role, id string, n *syntax.Node, whens []spec.When) {
	names, err := t.variants(n.Get("PolicyName"), nil)
	if err != nil {
		names = []node{{n.Get("PolicyName"), nil}}
	}
	for _, name := range names {
		both := lists.Filter(lists.Map(whens, name.when.And), spec.When.Satisfiable)
		t.inlineNamed(out, id, name, n.Get("PolicyDocument"), both)
	}
}

// inlineNamed gives a role an inline policy of a name.
func (t *cfn) inlineNamed(out *role, id string, named node, doc *syntax.Node, whens []spec.When) {
	source := show(named.Node)
	read := func(name string) *spec.Document {
		return t.underAny(t.document(doc, false, "policy "+name+" of "+id), whens)
	}
	for _, p := range out.Policies {
		if t.sources[p] == source { // under another condition
			p.Document.Statements = append(p.Document.Statements, read(p.Name).Statements...)
			return
		}
	}
	name, policyName := t.inlineName(named, id, out)
	p := &spec.RolePolicy{Name: name, PolicyName: policyName, Document: read(name)}
	t.sources[p] = source
	out.Policies = append(out.Policies, p)
}

// inlineName is the name of an inline policy of r in the spec, and in IAM. Where it depends on the deployment, the name in the spec is its literal text.
func (t *cfn) inlineName(n node, id string, r *role) (string, spec.Value) {
	s, err := t.literal(n.Node)
	switch {
	case n.Node == nil:
		return id, spec.Text(id)
	case err == nil:
		name := cmp.Or(validName(s), id)
		return name, spec.Text(name)
	}
	v, err := t.single(n.Node, id+"PolicyName", spec.NamePrefix, "")
	v = v.Expand()
	literal := spec.Value(nil).Append(lists.Filter(v, func(p spec.Part) bool { _, ok := p.(spec.Lit); return ok })...)
	name := r.freeInline(cmp.Or(validName(strings.Trim(literal.String(), "-_.")), id))
	for _, p := range v.Params() {
		switch {
		case p.Made != nil && p.Made.Stack == nil:
			err = errors.New("it contains a name that the deployment makes")
		case p.Optional && len(n.when) > 0:
			err = errors.New("it contains an optional parameter")
		}
	}
	if err == nil && len(v) == 0 {
		err = errors.New("it is empty")
	}
	if err != nil {
		t.note(n.Pos(), "an inline policy of %s is named %s in the spec, because its name could not be carried over: %v: %s", id, name, err, show(n.Node))
		return name, spec.Text(name)
	}
	return name, v
}

// optional reads a text that may not be there.
//
// If it has two values, under opposite conditions, it becomes a parameter.
func (t *cfn) optional(n *syntax.Node, name string, typ spec.Type) (spec.Item, error) {
	its, err := t.items(n)
	if err != nil || len(its) == 0 {
		return spec.Item{}, err
	}
	return t.oneOf(n, its, name, typ)
}

// oneOf is the item of some of which one is there; n has them all.
func (t *cfn) oneOf(n *syntax.Node, its []spec.Item, name string, typ spec.Type) (spec.Item, error) {
	if len(its) == 1 {
		return its[0], nil
	}
	if spec.CanBeEmpty(its, nil) {
		return spec.Item{}, fmt.Errorf("its value depends on conditions")
	}
	return spec.Item{Value: t.chosen(n, name, typ, "")}, nil
}

func isLoneOptional(it spec.Item) bool {
	if len(it.Value) != 1 || len(it.When) != 1 {
		return false
	}
	ref, ok := it.Value[0].(spec.ParamRef)
	return ok && it.When[0] == spec.Given(ref.Param)
}

func (t *cfn) tags(r resource, n *syntax.Node) ([]spec.Tag, error) {
	all, err := t.nodes(n, nil)
	if err != nil {
		return nil, err
	}
	var out []spec.Tag
	for _, tag := range all {
		key, err := t.literal(tag.Get("Key"))
		if err != nil {
			return nil, err
		}
		it, err := t.optional(tag.Get("Value"), r.id+"Tag"+key, spec.String)
		if err != nil {
			return nil, fmt.Errorf("tag %s: %w", key, err)
		}
		it.When = it.When.And(tag.when)
		i := slices.IndexFunc(out, func(o spec.Tag) bool { return o.Key == key })
		if i < 0 {
			out = append(out, spec.Tag{Key: key, Value: it})
		} else if out[i].Value, err = t.oneOf(n, []spec.Item{out[i].Value, it}, r.id+"Tag"+key, spec.String); err != nil {
			return nil, fmt.Errorf("tag %s: %w", key, err)
		}
	}
	return out, nil
}

// text reads a description, which holds no placeholders in a spec.
func (t *cfn) text(r resource, key string) string {
	n := r.get(key)
	if n == nil {
		return ""
	}
	s, err := t.literal(n)
	if err != nil {
		if nestedCondition(n) != "" {
			err = fmt.Errorf("%w: %s", err, show(n))
		}
		t.note(n.Pos(), "the %s of %s is not imported: %v", key, r.id, err)
		return ""
	}
	return folded(s)
}

func (t *cfn) loseProperty(r resource, key string, err error, comments *[]string) {
	n := r.props.Get(key)
	t.lose(n.Pos(), "%s of %s could not be carried over: %v", key, r.id, err)
	*comments = append(*comments, fmt.Sprintf("NOT CARRIED OVER: its %s: %v.", key, err))
	*comments = append(*comments, quotedProperty(key, n)...)
}

// attributes tells of those of a resource that a spec cannot say.
func (t *cfn) attributes(r resource) {
	for _, e := range r.node.Pairs() {
		switch e.Key.Text {
		case "Type", "Properties", "DependsOn", "Metadata", "Condition", "DeletionPolicy", "UpdateReplacePolicy":
		default:
			t.note(e.Key.Pos(), "%s of %s is not imported", e.Key.Text, r.id)
		}
	}
}

// known tells of properties that are not among those read.
func (t *cfn) known(r resource, names []string) {
	if r.props == nil {
		return
	}
	if fn, _ := form(r.props); fn != "" {
		t.lose(r.props.Pos(), "the properties of %s come from %s", r.id, fn)
	}
	for _, e := range r.props.Pairs() {
		if !slices.Contains(names, e.Key.Text) && !strings.HasPrefix(e.Key.Text, "Fn::") {
			t.note(e.Key.Pos(), "%s has the property %s, which is not imported", r.id, e.Key.Text)
		}
	}
}
