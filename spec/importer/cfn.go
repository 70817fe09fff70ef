package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// cfn reads a template of CloudFormation's.
type cfn struct {
	*draft
	root     *syntax.Node
	declared map[string]*cfnParam
	formulas map[string]formula
	switches map[string]*spec.Param
	outside  map[string]*spec.Param // for what a template takes from elsewhere
	roleOf   map[string]*role       // by logical ID
	policyOf map[string]*policy
	holderOf map[string]*role            // of instance profiles
	sources  map[*spec.RolePolicy]string // the names in the template of inline policies that are a part of a role there

	configurationOf map[string]*configuration
	inExport        bool // a name is read in which the name of the stack may stand
	branches        int  // of Fn::If, so far
}

// templateFile reads the IAM resources of a template.
func (d *draft) templateFile(f File) error {
	l := &diag.List{}
	root := syntax.ParseForeign(f.Name, f.Text, l)
	if root != nil {
		checkKeys(root, l)
	}
	if l.HasErrors() {
		return &Refused{l}
	}
	t := &cfn{
		draft: d, root: root,
		declared: map[string]*cfnParam{}, formulas: map[string]formula{}, switches: map[string]*spec.Param{}, outside: map[string]*spec.Param{},
		roleOf: map[string]*role{}, policyOf: map[string]*policy{}, holderOf: map[string]*role{}, sources: map[*spec.RolePolicy]string{}, configurationOf: map[string]*configuration{},
	}
	if t.root.Get("Resources") == nil || t.root.Get("Resources").Kind != syntax.Mapping {
		return fmt.Errorf("%s has no Resources", f.Name)
	}
	if d.doc == "" {
		d.doc = folded(scalarText(root.Get("Description")))
	}
	t.readParams()
	out := &stack{name: plainName(stem(f.Name), "stack")}
	t.readResources(out)
	t.leftOut()
	t.nameConditions()
	if len(out.members) > 0 {
		d.stacks = append(d.stacks, out)
	}
	return nil
}

// checkKeys finds mappings that have a key twice, of which CloudFormation
// takes one.
func checkKeys(n *syntax.Node, l *diag.List) {
	seen := map[string]bool{}
	for _, e := range n.Pairs() {
		if seen[e.Key.Text] {
			l.Errorf(e.Key.Span(), "duplicate-key", "the key %q occurs twice", e.Key.Text)
		}
		seen[e.Key.Text] = true
	}
	for _, e := range n.Kids {
		checkKeys(e.Value, l)
	}
}

// leftOut tells of what a spec does not hold.
func (t *cfn) leftOut() {
	var others []string
	for _, e := range t.root.Get("Resources").Pairs() {
		typ := scalarText(e.Value.Get("Type"))
		if !slices.Contains(readTypes, typ) {
			others = append(others, fmt.Sprintf("%s (%s)", e.Key.Text, typ))
		}
	}
	if len(others) > 0 {
		at := t.root.Get("Resources").Pos()
		t.note(at, "a spec contains only roles, policies, security configurations and session mappings of Studios; these resources are not imported: %s", strings.Join(others, ", "))
	}
	t.transforms()
	t.outputs()
}

// harmless are transforms that change no role or policy which a template writes out.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-section-structure.html
var harmless = []string{"AWS::Serverless-2016-10-31", "AWS::LanguageExtensions", "AWS::SecretsManager-2020-07-23", "AWS::SecretsManager-2024-09-16", "AWS::CodeDeployBlueGreen"}

// transforms tells of what emriam does not run.
func (t *cfn) transforms() {
	n := t.root.Get("Transform")
	if n == nil {
		return
	}
	loops := slices.ContainsFunc(t.root.Get("Resources").Pairs(), func(e syntax.Entry) bool { return strings.HasPrefix(e.Key.Text, "Fn::ForEach") })
	for one := range n.List() {
		switch name := scalarText(one); {
		case loops || !slices.Contains(harmless, name):
			t.lose(n.Pos(), "the template has a Transform, which emriam does not run")
			return
		case strings.HasPrefix(name, "AWS::Serverless"):
			t.leaveOut(n.Pos(), "the template has a Transform, which emriam does not run; the roles that SAM makes for functions without a Role are not imported")
		}
	}
}

// last is the order of a parameter that no template declares.
func (t *cfn) last() int { return 1000*len(t.stacks) + len(t.declared) + 1 }

// declare adds a parameter that n decides.
func (t *cfn) declare(p *spec.Param, n *syntax.Node, order int, comments ...string) *param {
	p.Pos = n.Pos()
	out := &param{Param: p, comments: comments, order: order}
	t.params = append(t.params, out)
	return out
}

// show prints a piece of a template on one line, in the long form of functions.
func show(n *syntax.Node) string {
	if n == nil {
		return "nothing"
	}
	out, _ := style.Flow(original(n))
	return out
}
