package spec

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec/diag"
)

// Spec is a spec with everything resolved. Load returns one only if it found no
// error, so targets rely on every comment here without further checks. Lists are in
// the author's order.
type Spec struct {
	File         string // base name, e.g., "emr.yaml"
	Name         string // e.g., "emr-roles"
	Doc          string
	Params       []*Param
	Conditions   []*NamedCondition
	Roles        []*Role
	Existing     []*ExistingRole // in no stack
	Policies     []*Policy       // customer managed
	Stacks       []*Stack        // every role, policy and security configuration is in exactly one
	Environments []*Environment
	Outputs      []Output      // as the spec lists them; none if it has no outputs
	Packings     []*Packing    // of the roles and policies that say place, in their order; of those of one each the first
	StackSplits  []*StackSplit // of stacks that would have too much

	SecurityConfigurations []*SecurityConfiguration
	ResourcePolicies       []*ResourcePolicy // in no stack
	Documents              []*KnownDocument  // of policies that the spec does not create
	Tests                  []*Test

	NameLists []*NameList // of all Each

	// Bare means that this is not a spec but an IAM policy document: one policy, or
	// one role with a trust policy, without a name or a stack. It exists to be
	// checked; no target sees it.
	Bare bool
}

// Param is a value known at deployment.
type Param struct {
	Name     string // e.g., "StudioBucket"
	Type     Type   // of the value, or of each value of a list
	List     bool
	Doc      string   // one sentence or none
	Default  []string // nil without a default; one value unless List
	Example  []string // likewise
	Optional bool     // never for a Boolean
	Values   []string // the values allowed; nil for any
	Compared []string // of a String without Values: the values that a When compares it with, sorted
	Pattern  string   // a regular expression for each whole value, as the spec has it; "" for any. See Patterns
	Pos      diag.Pos

	// Resolve is where a deployment looks up the value, e.g., "ssm:/acme/boundary": the
	// text of a dynamic reference. It is nil for what is given. See Reference.
	Resolve Value

	LogicalID string // in CloudFormation; "" for Name. See ID

	Made *MadeName // the name that the deployment makes; nil for a parameter that the spec declares

	Wildcards bool // values may have * and ? even where those stand for other characters

	Matched    bool   // values stand in resources, principals or patterns of ARNs
	Quoted     bool   // values stand in a document that is the text of JSON
	Delimiters string // characters with which targets join lists of values of p
}

// Conditional reports whether p can be named in a When: it is optional, or it
// is a Boolean.
func (p *Param) Conditional() bool { return p.Optional || p.Type == Boolean }

// TypeText returns the type of p as the spec writes it, e.g., "[BucketName]".
func (p *Param) TypeText() string {
	if p.List {
		return "[" + string(p.Type) + "]"
	}
	return string(p.Type)
}

// Describe returns p's doc, with an example, whose values have a text between them, if p
// has no default, and with what leaves an optional parameter out.
func (p *Param) Describe(between, none string) string {
	doc := strings.TrimSuffix(strings.Join(strings.Fields(p.Doc), " "), ".")
	if p.Default == nil && p.Example != nil {
		example := "or example, " + strings.Join(p.Example, between)
		if doc == "" {
			doc = "F" + example
		} else {
			doc += "; f" + example
		}
	}
	if doc != "" {
		doc += "."
	}
	if p.Optional {
		doc = strings.TrimPrefix(doc+" "+none, " ")
	}
	return doc
}

// Each marks a role or policy as one of several that the spec writes once. They
// differ only in names: in EachName and EachValue, and in the Role or Policy of a
// reference that is Same.
type Each struct {
	Group string // what the spec calls all of them, e.g., "Tenant"
	Name  string // what this one is made for, e.g., "globex-eu"
	List  *NameList
}

// NamePattern matches each name of a NameList as a whole.
const NamePattern = `[A-Za-z][A-Za-z0-9-]*`

// NameList has the names that roles and policies are created for. Those with the
// same names share a list.
type NameList struct {
	Names  []string // in order; never empty
	Groups []string // what the spec calls the roles and policies; roles first

	Keys   []string            // of the values that each name has, e.g., "Bucket"; none for a list of names alone
	Values []map[string]string // in the order of Names: a value for each of Keys
}

// Value returns the value that a name of l has under a key.
func (l *NameList) Value(name, key string) string {
	return l.Values[slices.Index(l.Names, name)][key]
}

// String describes l: names that Tenant and Submit are created for.
func (l *NameList) String() string {
	last := len(l.Groups) - 1
	if last == 0 {
		return "names that " + l.Groups[0] + " is created for"
	}
	return "names that " + strings.Join(l.Groups[:last], ", ") + " and " + l.Groups[last] + " are created for"
}

// First reports whether e, which may be nil, belongs to the first of several roles
// or policies, which can represent all of them.
func (e *Each) First() bool { return e == nil || e.Name == e.List.Names[0] }

func (e *Each) written(name string) string {
	if e == nil {
		return name
	}
	return e.Group
}

// Role is an IAM role.
//
// Invariant: every statement and item here is present only if When holds, and only
// values under a When that implies it name the role.
type Role struct {
	Header
	Kind        Kind
	RoleName    Value         // holds required parameters only, or is a MadeName
	Path        Value         // at least "/"
	MaxSession  Value         // seconds, a number or a Number parameter alone; nil for IAM's default
	Boundary    []Item        // ARNs of the permissions boundary, of which no two different ones are present
	Trust       *Document     // at least one statement that is present wherever the role is
	Managed     []Item        // ARNs of managed policies; a PolicyRef for one of this spec
	Policies    []*RolePolicy // inline; see Own
	Profile     Value         // name of the instance profile, or nil; may be a MadeName
	ProfilePath Value         // of the instance profile; nil without one
	ProfileTags []Tag         // of the instance profile
	OfProfile   Deployed      // of the instance profile
	TemplateDoc string        // what the template says of itself, or ""
	Declined    []string      // Booleans of the template that the spec says false to, e.g., "GlueCatalog"
}

// ARN returns the role's ARN, built from partition, account, path and name.
func (r *Role) ARN() Value { return iamARN("role", r.Path, r.RoleName) }

// Attaches returns the managed policies that r itself attaches: all but those that attach
// themselves to it.
func (r *Role) Attaches() []Item {
	return slices.DeleteFunc(slices.Clone(r.Managed), func(it Item) bool {
		ref, ok := LonePolicy(it.Value)
		return ok && slices.ContainsFunc(ref.Policy.Holders, func(h *Role) bool { return h.Name == r.Name })
	})
}

// AlwaysBounded reports whether r has a permissions boundary wherever it exists.
func (r *Role) AlwaysBounded() bool {
	return r.When.Covered(Whens(r.Boundary))
}

// Tag is a tag of a role, an instance profile or a policy. It is present if Value's When holds.
type Tag struct {
	Key     string
	Value   Item
	Default bool // it comes from the defaults of the spec
}

// RolePolicy is an inline policy of a role.
type RolePolicy struct {
	Name       string // in the spec, e.g., "PassRoles"
	PolicyName Value  // in IAM: Name, or what holds required parameters only
	Document   *Document
	Pos        diag.Pos

	// Apart means that the policy is a resource of its own in the stack: the spec says
	// so, or inside the role it would close a cycle of resources.
	Apart     bool
	LogicalID string // of that resource; "" for one that the target makes

	// ResourceType is what CloudFormation calls that resource: AWS::IAM::RolePolicy, or ""
	// for AWS::IAM::Policy, which several roles can share.
	ResourceType string
}

// Policy is a customer managed policy. It exists if its document has a statement.
//
// Invariant: every statement is present only if When holds.
type Policy struct {
	Header
	PolicyName Value     // holds required parameters only, or is a MadeName
	Path       Value     // at least "/"
	Document   *Document // see Own
	Attached   []Attachment
	Holders    []*Role // to which the policy attaches itself: if they named it, that would close a cycle of resources
}

// ARN returns the policy's ARN, built from partition, account, path and name.
func (p *Policy) ARN() Value { return iamARN("policy", p.Path, p.PolicyName) }

// Document is a policy document.
type Document struct {
	Version    string // e.g., "2012-10-17"
	ID         string // or ""
	Statements []*Statement

	// Unversioned means that it was pasted without a Version, so IAM would treat it
	// as 2008-10-17.
	Unversioned bool
}

// WithStatements returns d with these statements only.
func (d *Document) WithStatements(of []*Statement) *Document {
	out := *d
	out.Statements = of
	return &out
}

// Presence returns the conditions under which d has a statement: if one of them
// holds. It returns nil if d always has one.
func (d *Document) Presence() []When {
	var whens []When
	for _, st := range d.Statements {
		if len(st.When) == 0 {
			return nil
		}
		whens = addPresence(whens, st.When)
	}
	if When(nil).Covered(whens) {
		return nil
	}
	return whens
}

// addPresence adds w to a disjunction and drops what became redundant.
func addPresence(whens []When, w When) []When {
	out := whens[:0:0]
	for _, o := range whens {
		if w.Implies(o) {
			return whens
		}
		if !o.Implies(w) {
			out = append(out, o)
		}
	}
	return append(out, w)
}

// Statement is a statement of a policy document. It is present if When holds.
//
// Invariant: under When, every list here has at least one value.
type Statement struct {
	Sid           string // letters and digits, in a key policy also spaces; unique within a role or policy
	Doc           string // what it is for, or ""
	Source        string
	Operations    []string // names in the role's or policy's Operations
	Locked        string   // why it must not change, or ""
	Effect        string   // "Allow" or "Deny"
	NotPrincipals bool     // Principals are NotPrincipal
	Principals    []Principal
	NotActions    bool // Actions are NotAction
	Actions       []Item
	NotResources  bool // Resources are NotResource
	Resources     []Item
	Conditions    []Condition
	When          When
	At            diag.Span // of the Sid, or of what the statement derives from
	Elements      Places    // of the keys of the elements, e.g., "Action"; nil if the statement is derived
	Origin        Origin    // whatever was changed since
	Changes       []Change  // by overlays, in order
}

// Principal is a type of principals with its identities.
type Principal struct {
	Type   string // "AWS", "Service", "Federated", "CanonicalUser", or "*" for anyone
	Values []Item // none for "*"
	At     diag.Span
}

// Condition is one key under one operator.
type Condition struct {
	Operator string // e.g., "StringEquals"
	Key      string // as the spec writes it, e.g., "aws:SourceAccount", "${OidcProvider}:sub"
	KeyValue Value  // of a key with placeholders, in a trust policy; nil for all others
	Values   []Item
	At       diag.Span // of the key
	OpAt     diag.Span // of the operator
}

// KeyText returns the key as a Value.
func (c Condition) KeyText() Value {
	if c.KeyValue != nil {
		return c.KeyValue
	}
	return Text(c.Key)
}

// Keyed reports whether a condition key of d has a placeholder that only the
// deployment knows.
func (d *Document) Keyed() bool {
	for _, st := range d.Statements {
		for _, c := range st.Conditions {
			if _, literal := c.KeyText().Named().Literal(); !literal {
				return true
			}
		}
	}
	return false
}

// Operation is an operation that needs a role or policy, with the actions that AWS
// lists for it.
type Operation struct {
	Name    string // e.g., "GitCredentials"
	Doc     string
	Actions []string
}

// Stack is what is deployed together.
type Stack struct {
	Name     string // e.g., "emr-default"
	Roles    []*Role
	Policies []*Policy
	At       diag.Span // of the name

	SecurityConfigurations []*SecurityConfiguration

	NameParam *Param // that stands for the name of the deployed stack; nil if nothing in it names that
}

// Adopt makes st the stack of what it has.
func (st *Stack) Adopt() {
	for s := range st.Subjects() {
		s.Header().Stack = st
	}
}

// Environment is an account and Region to deploy to, with values for parameters.
type Environment struct {
	Name    string // e.g., "prod"
	Binding Binding
	At      diag.Span            // of the name
	Values  map[string]diag.Span // by parameter, of the values that the environment itself gives; and of its Region, under AWS::Region
}

// Output selects a target.
type Output struct {
	Target  string // e.g., "cdk"
	Pos     diag.Pos
	Options Options
}
