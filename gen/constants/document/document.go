// Package document is the part of the generated package that is the same for
// every spec. Its file is copied there, under the package's own name.
package document

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"
)

// Account is the account that roles and policies are in. Functions check parameters,
// but not its fields: they need not all be given, because not every result has each.
type Account struct {
	Partition string // e.g., "aws"
	Region    string // e.g., "us-east-1"
	ID        string // twelve digits
}

// The kinds of text in documents. A constant has the type of its kind, so kinds
// cannot be confused.
type (
	RoleName     string // of a role in IAM
	PolicyName   string // of an inline or a customer managed policy
	ProfileName  string // of an instance profile
	Sid          string // of a statement, within its role or policy
	Action       string // e.g., "ec2:CreateTags"; may contain wildcards
	ConditionKey string // e.g., "aws:SourceAccount"
	TagKey       string // of a tag of a role or a resource
	Principal    string // e.g., "ec2.amazonaws.com", or an ARN
	Effect       string // Allow or Deny
)

// The effects.
const (
	Allow Effect = "Allow"
	Deny  Effect = "Deny"
)

// Document is a policy document: the permissions of a role, or its trust policy.
type Document struct {
	Version    string
	ID         string
	Statements []Statement
}

// Statement is a statement of a Document. An empty field is an element that the
// statement does not have.
type Statement struct {
	Sid           Sid
	Effect        Effect
	Principals    Principals
	NotPrincipals Principals
	Actions       []Action
	NotActions    []Action
	Resources     []string
	NotResources  []string
	Conditions    Conditions
}

// Principals are principals by their type: "AWS", "Service", "Federated" or
// "CanonicalUser". The type "*", without values, stands for anyone.
type Principals map[string][]Principal

// Conditions are values by condition operator and key. All keys must match,
// each one of its values.
type Conditions map[string]map[ConditionKey][]string

// String returns d as JSON, indented by two spaces, as the IAM console shows it:
// keys in IAM's order, and a single value instead of a list with one value.
func (d Document) String() string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d.elements()); err != nil {
		panic(err) // texts and lists of texts, which can be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// MarshalJSON is String, for documents within other JSON.
func (d Document) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalJSON reads a document as String prints it, or as IAM's documentation has
// it: a single value instead of a list, and a statement instead of a list of them.
// It returns an error for an element that documents do not have.
func (d *Document) UnmarshalJSON(text []byte) error {
	var in struct {
		Version   string
		ID        string `json:"Id"`
		Statement many[statementInput]
	}
	if err := strictly(text, &in); err != nil {
		return err
	}
	*d = Document{Version: in.Version, ID: in.ID}
	for _, s := range in.Statement {
		d.Statements = append(d.Statements, s.statement())
	}
	return nil
}

type statementInput struct {
	Sid                     Sid
	Effect                  Effect
	Principal, NotPrincipal principalsInput
	Action, NotAction       many[Action]
	Resource, NotResource   many[string]
	Condition               map[string]map[ConditionKey]many[plain]
}

func (in statementInput) statement() Statement {
	s := Statement{
		Sid: in.Sid, Effect: in.Effect, Principals: Principals(in.Principal), NotPrincipals: Principals(in.NotPrincipal),
		Actions: in.Action, NotActions: in.NotAction, Resources: in.Resource, NotResources: in.NotResource,
	}
	for operator, keys := range in.Condition {
		if s.Conditions == nil {
			s.Conditions = Conditions{}
		}
		s.Conditions[operator] = map[ConditionKey][]string{}
		for key, values := range keys {
			texts := make([]string, 0, len(values))
			for _, v := range values {
				texts = append(texts, string(v))
			}
			s.Conditions[operator][key] = texts
		}
	}
	return s
}

// principalsInput is "*" or an object.
type principalsInput Principals

func (p *principalsInput) UnmarshalJSON(text []byte) error {
	if string(text) == `"*"` {
		*p = principalsInput{"*": nil}
		return nil
	}
	var in map[string]many[Principal]
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	*p = principalsInput{}
	for kind, values := range in {
		(*p)[kind] = values
	}
	return nil
}

// many is a list, or one value instead of it.
type many[T any] []T

func (m *many[T]) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(text, []byte("[")) {
		return strictly(text, (*[]T)(m))
	}
	*m = make(many[T], 1)
	return strictly(text, &(*m)[0])
}

// plain is the text of a value in a condition, which may be a number or a Boolean.
type plain string

func (p *plain) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(text, []byte(`"`)) {
		return json.Unmarshal(text, (*string)(p))
	}
	*p = plain(text)
	return nil
}

func strictly(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// documentElements has the fields of a document in the order in which IAM's
// documentation has them.
type documentElements struct {
	Version   string `json:",omitempty"`
	ID        string `json:"Id,omitempty"`
	Statement []statementElements
}

type statementElements struct {
	Sid          Sid `json:",omitempty"`
	Effect       Effect
	Principal    any                             `json:",omitempty"`
	NotPrincipal any                             `json:",omitempty"`
	Action       any                             `json:",omitempty"`
	NotAction    any                             `json:",omitempty"`
	Resource     any                             `json:",omitempty"`
	NotResource  any                             `json:",omitempty"`
	Condition    map[string]map[ConditionKey]any `json:",omitempty"`
}

func (d Document) elements() documentElements {
	statements := make([]statementElements, 0, len(d.Statements))
	for _, s := range d.Statements {
		statements = append(statements, s.elements())
	}
	return documentElements{d.Version, d.ID, statements}
}

func (s Statement) elements() statementElements {
	return statementElements{
		Sid:          s.Sid,
		Effect:       s.Effect,
		Principal:    s.Principals.element(),
		NotPrincipal: s.NotPrincipals.element(),
		Action:       oneOrList(s.Actions),
		NotAction:    oneOrList(s.NotActions),
		Resource:     oneOrList(s.Resources),
		NotResource:  oneOrList(s.NotResources),
		Condition:    s.Conditions.element(),
	}
}

func (p Principals) element() any {
	if _, anyone := p["*"]; anyone {
		if len(p) == 1 {
			return "*"
		}
		p = maps.Clone(p) // The AWS principal "*" also means anyone in IAM.
		delete(p, "*")
		p["AWS"] = append([]Principal{"*"}, p["AWS"]...)
	}
	if len(p) == 0 {
		return nil
	}
	out := map[string]any{}
	for kind, values := range p {
		out[kind] = oneOrList(values)
	}
	return out
}

func (c Conditions) element() map[string]map[ConditionKey]any {
	out := map[string]map[ConditionKey]any{}
	for operator, keys := range c {
		out[operator] = map[ConditionKey]any{}
		for key, values := range keys {
			out[operator][key] = oneOrList(values)
		}
	}
	return out
}

// oneOrList is a list as IAM writes it: nil if it is empty, and one value
// alone.
func oneOrList[T any](list []T) any {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	default:
		return list
	}
}
