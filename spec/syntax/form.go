package syntax

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
)

// Form is what a file is, which its structure shows.
type Form string

// The forms. A file that is nothing else is taken for a spec.
const (
	SpecForm      Form = "a spec"
	DocumentForm  Form = "a policy document"
	TemplateForm  Form = "a CloudFormation template"
	ExportForm    Form = "the export of an account"
	TerraformForm Form = "Terraform"
)

// formKeys are the keys at the top of a file that tell its form, the surest
// first.
var formKeys = []struct {
	form Form
	keys []string
}{
	{SpecForm, []string{"roles", "securityConfigurations", "resourcePolicies", "extends"}},
	{ExportForm, []string{"RoleDetailList", "UserDetailList", "GroupDetailList"}},
	{TemplateForm, []string{"Resources", "AWSTemplateFormatVersion"}},
	{DocumentForm, []string{"Statement", "PolicyVersion", "PolicyDocument", "AssumeRolePolicyDocument", "Effect"}},
	{SpecForm, []string{"policies"}},
	{DocumentForm, []string{"Role", "Policy", "policyText", "ResourcePolicy", "Attributes"}},
	{ExportForm, []string{"Policies"}},
	{TerraformForm, []string{"planned_values", "resource_changes", "terraform_version"}},
}

// terraformBlock is how a line begins a block of Terraform.
var terraformBlock = regexp.MustCompile(`^(?:resource|data|module|terraform|provider|variable|locals)(?:[ \t]+"[^"\n]*")*[ \t]*\{`)

// FormOf tells what a file is, whatever else is wrong with it.
func FormOf(text []byte) Form {
	if IsJSON(text) {
		form, _ := formWith(topKeysOfJSON(text))
		return form
	}
	edge := edgeKeys(text)
	if form, ok := formWith(edge); ok {
		return form
	}
	keys, ok := topKeysOfYAML(text)
	if !ok {
		keys = edge
	}
	if len(keys) == 0 {
		for line := range bytes.Lines(text) {
			if terraformBlock.Match(line) {
				return TerraformForm
			}
		}
	}
	form, _ := formWith(keys)
	return form
}

// formWith is the form of a file with some keys at the top. It is not ok if the keys
// are of no form.
func formWith(keys []string) (form Form, ok bool) {
	for _, f := range formKeys {
		if slices.ContainsFunc(f.keys, func(key string) bool { return slices.Contains(keys, key) }) {
			return f.form, true
		}
	}
	return SpecForm, false
}

// edgeKeys are the keys at the left edge of a text, where a block of YAML has those of
// its top level. They need no parsing.
func edgeKeys(text []byte) []string {
	noLetter := func(r rune) bool { return r != '_' && !unicode.IsLetter(r) }
	var out []string
	for line := range bytes.Lines(text) {
		key, rest, ok := bytes.Cut(line, []byte(":"))
		key = bytes.Trim(bytes.TrimRight(key, " \t"), `"'`)
		if ok && len(key) > 0 && bytes.IndexFunc(key, noLetter) < 0 && (len(rest) == 0 || bytes.IndexByte([]byte(" \t\n"), rest[0]) >= 0) {
			out = append(out, string(key))
		}
	}
	return out
}

// topKeysOfYAML are the keys at the top of a text that can be read, of a list those of
// its first item.
func topKeysOfYAML(text []byte) (keys []string, ok bool) {
	n := parseTagged(NewSource("", text), text, &diag.List{}, true)
	if n == nil {
		return nil, false
	}
	for n.Kind == Sequence && len(n.Kids) > 0 {
		n = n.Kids[0].Value
	}
	keys = append(keys, lists.Map(n.Pairs(), func(e Entry) string { return e.Key.Text })...)
	return keys, true
}

// topKeysOfJSON are the keys of the first object of a text, up to a mistake.
func topKeysOfJSON(text []byte) []string {
	dec := json.NewDecoder(bytes.NewReader(text))
	for tok := json.Token(json.Delim('[')); tok == json.Delim('['); { // around the object
		tok, _ = dec.Token()
	}
	var out []string
	for dec.More() {
		key, _ := dec.Token()
		name, ok := key.(string)
		if !ok {
			break
		}
		out = append(out, name)
		if dec.Decode(new(json.RawMessage)) != nil {
			break
		}
	}
	return out
}

// ParseDocument reads a policy document in JSON or YAML: one by itself, one that
// the AWS CLI or an API prints around, as it is or in a string, and a statement
// or a list of statements without a document around. It is a mapping with a
// Statement then, whatever is in it. Current says that the statements stand
// alone, so that no Version is missing. A mistake is a finding, and then the node
// is nil.
func ParseDocument(src *Source, text []byte, l *diag.List) (n *Node, current bool) {
	if IsJSON(text) {
		n = ParseJSON(src, text, l)
	} else {
		n = Parse(src, text, l)
	}
	if n == nil {
		return nil, false
	}
	for depth := 0; depth < maxWrapped; depth++ {
		inner := n.wrapped()
		if inner == nil {
			break
		}
		if inner.Kind == Scalar { // a document in a string
			text := Decode([]byte(inner.Text))
			if !IsJSON(text) {
				break
			}
			l.AddSource(src.File, text)
			inner = ParseJSON(NewSource(src.File, text), text, l)
			if inner == nil {
				return nil, false
			}
		}
		n = inner
	}
	if n.Get("Statement") == nil && n.isStatements() {
		return n.Under("Statement"), true
	}
	return n, false
}

// JSON returns a file in YAML as JSON, and one in JSON as it is. A mistake is a
// finding, and then the text is nil.
func JSON(file string, text []byte, l *diag.List) []byte {
	if IsJSON(text) {
		return text
	}
	l.AddSource(file, text)
	n := Parse(NewSource(file, text), text, l)
	if n == nil {
		return nil
	}
	return n.JSON()
}

// maxWrapped is how deep a document stands in what is around it.
const maxWrapped = 4

// wrappers are the paths at which AWS's answers have a policy document: of IAM's
// get-policy-version, get-role and get-role-policy, of S3's, KMS's and other
// services' get-policy, of ECR's, Secrets Manager's, SQS's and SNS's, and of an
// endpoint's.
var wrappers = [][]string{
	{"PolicyVersion", "Document"},
	{"PolicyDocument"},
	{"AssumeRolePolicyDocument"},
	{"Role", "AssumeRolePolicyDocument"},
	{"Policy"},
	{"policyText"},
	{"ResourcePolicy"},
	{"Attributes", "Policy"},
	{"policy"},
}

func (n *Node) wrapped() *Node {
	if n.Kind != Mapping || n.Get("Statement") != nil || n.Get("Effect") != nil {
		return nil
	}
	for _, path := range wrappers {
		at := n
		for _, key := range path {
			if at != nil {
				at = at.Get(key)
			}
		}
		if at != nil && (at.Kind == Scalar || at.Get("Statement") != nil) {
			return at
		}
	}
	return nil
}

// isStatements reports whether n is a statement, or a list that begins with one.
func (n *Node) isStatements() bool {
	if n.Kind == Sequence && len(n.Kids) > 0 {
		n = n.Kids[0].Value
	}
	return n.Get("Effect") != nil
}

// JSON is n as JSON text, with all scalars but Booleans as strings.
func (n *Node) JSON() []byte {
	var out bytes.Buffer
	flow := n.FlowOf(func(scalar *Node) string {
		if scalar.Type == Truth {
			return strings.ToLower(scalar.Text)
		}
		text, err := json.Marshal(scalar.Text)
		if err != nil {
			panic(err) // a string has no error
		}
		return string(text)
	})
	if err := json.Compact(&out, []byte(flow)); err != nil {
		panic(err) // flow style with such scalars is JSON
	}
	return out.Bytes()
}
