package cloudformation

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/spec"
)

// param counts what declares, labels and groups p, and its conditions.
func (z *size) param(p *spec.Param) {
	z.lines(12, "", p.Name, p.Name, p.Name, p.Name)
	z.label(p.Name)
	z.lines(0, "Type: CommaDelimitedList Description: For example, Leave it empty for none. Default:", p.Doc)
	z.lines(0, `AllowedPattern: ^(?:(?=(?:)(?![\s\S]))(?=(?:)(?![\s\S])))?(?![\s\S])`, p.Patterns()...)
	z.lines(1, "IsHas: !Not [!Equals [!Join ['', !Ref ], '']]")
	z.lines(len(p.Values)+3, "", p.Values...)
	z.lines(0, "", p.Default...)
	z.lines(0, "", p.Example...)
	if p.List {
		z.lines(12, "IsFull: Assertions: - Assert: !Or - !Not Fn::EachMemberEquals: - !Ref", p.Name, p.Name, p.Name)
		z.lines(0, "!Not Fn::Contains: - !Ref AssertDescription: must not have an empty value among others.", p.Name)
	}
}

// label counts the label of a name: the same letters in words.
func (z *size) label(name string) { z.lines(0, "", name, name) }

// resource counts a resource with its output, and the group of parameters that
// it has.
func (z *size) resource(name, source, doc string) {
	z.lines(16, "", name, name, name, name, doc)
	z.label(name)
	z.lines(0, "Type: AWS::IAM::InstanceProfile Condition: Properties: Description: Path:")
	z.lines(0, "Description: ARN of the instance profile of Value: !GetAtt Export: Name: !Sub ${AWS::StackName}-Arn")
	z.lines(0, "Label: default: Parameters:")
	z.comment(source)
}

func (z *size) role(r *spec.Role) {
	z.resource(r.Name, r.Source, r.Doc)
	z.lines(4, "RoleName: PermissionsBoundary: AssumeRolePolicyDocument: ManagedPolicyArns: MaxSessionDuration: Policies: Tags:")
	z.values(r.RoleName, r.Path, r.MaxSession)
	if r.Boundary != nil {
		z.item(*r.Boundary)
	}
	z.in(2, func() {
		z.document(r.Trust)
		z.items(r.Managed)
		for _, tag := range r.Tags {
			z.lines(2, "Key: Value:", tag.Key)
			z.item(tag.Value)
		}
	})
	for _, p := range r.Policies {
		z.in(6, func() {
			z.lines(2, "PolicyName: PolicyDocument:", p.Name)
			z.document(p.Document)
		})
	}
	if r.Profile != nil {
		z.resource(r.Name, "", r.Name)
		z.lines(3, "Profile Profile Profile InstanceProfileName: Roles: - !Ref", r.Name)
		z.values(r.Profile, r.Path)
	}
}

func (z *size) policy(p *spec.Policy) {
	z.resource(p.Name, p.Source, p.Doc)
	z.lines(2, "ManagedPolicyName: PolicyDocument:")
	z.values(p.PolicyName, p.Path)
	z.in(2, func() { z.document(p.Document) })
}

func (z *size) configuration(c *spec.SecurityConfiguration) {
	z.resource(c.Name, c.Source, "")
	z.comment(c.Doc)
	z.lines(2, "Name: Name of the security configuration SecurityConfiguration: AWS::EMR::SecurityConfiguration", c.Name)
	z.value(c.ConfigurationName)
	z.in(2, func() { z.json(c.Document()) })
}

// json counts a document that is no policy.
func (z *size) json(j spec.JSON) {
	switch j := j.(type) {
	case spec.Object:
		for _, m := range j {
			z.lines(1, "", m.Key)
			z.in(2, func() { z.json(m.Value) })
		}
	case spec.Array:
		for _, v := range j {
			z.in(2, func() { z.json(v) })
		}
	case spec.Leaf:
		z.value(j.Value)
	case spec.Leaves:
		z.in(2, func() { z.items(j) })
	case spec.Switch:
		z.lines(0, "false")
	default:
		panic(fmt.Sprintf("cloudformation: JSON %T", j))
	}
}

func (z *size) document(d *spec.Document) {
	z.lines(3, "Version: Id: Statement:", d.Version, d.ID)
	z.in(2+z.presence(d), func() {
		for _, st := range d.Statements {
			z.comment(st.Doc, st.Source)
			z.in(2+z.when(st.When), func() { z.statement(st) })
		}
	})
}

func (z *size) statement(st *spec.Statement) {
	z.lines(6, "Sid: Effect: NotPrincipal: NotAction: NotResource: Condition:", st.Sid, st.Effect)
	z.in(2, func() {
		for _, p := range st.Principals {
			z.lines(1, "", p.Type)
			z.in(2, func() { z.items(p.Values) })
		}
		z.items(st.Actions)
		z.items(st.Resources)
		for _, c := range st.Conditions {
			z.lines(2, "", c.Operator, c.Key)
			z.in(4, func() { z.items(c.Values) })
		}
	})
}

func (z *size) items(items []spec.Item) {
	for _, it := range items {
		z.item(it)
	}
}

func (z *size) item(it spec.Item) {
	z.lines(1, "")
	z.when(it.When)
	z.value(it.Value)
	if it.Value.List() != nil { // twice, in calls
		z.in(8, func() { z.lines(8, `!Split ["|", !Join ["|", [!Join ["", [!Join [|, !Ref`) })
		z.value(it.Value)
	}
}

func (z *size) values(vs ...spec.Value) {
	for _, v := range vs {
		z.value(v)
	}
}

func (z *size) value(v spec.Value) {
	z.lines(0, "!Sub ")
	for _, p := range v {
		switch p := p.(type) {
		case spec.Lit:
			z.text(string(p))
			if strings.Contains(string(p), "${") { // one call of Fn::Join, with a line for each part
				z.in(6, func() { z.lines(2+2*len(v), "") })
			}
		case spec.PolicyVar:
			z.text(policyVar(p))
		case spec.EachName:
			z.text(string(p))
		case spec.Pseudo:
			z.text(string(p))
		case spec.ParamRef:
			z.lines(0, "${}", p.Param.Name)
		case spec.ListRef:
			z.lines(0, "${}", p.Param.Name)
		case spec.RoleRef:
			z.lines(0, "!GetAtt .Arn arn:${AWS::Partition}:iam::${AWS::AccountId}:instance-profile", p.Role.Name)
			z.values(p.Role.Path, p.Role.RoleName, p.Role.Profile)
		case spec.PolicyRef:
			z.lines(0, "!Ref arn:${AWS::Partition}:iam::${AWS::AccountId}:policy", p.Policy.Name)
			z.values(p.Policy.Path, p.Policy.PolicyName)
			z.presence(p.Policy.Document)
		case spec.ByPartition:
			z.lines(0, "!FindInMap [Principals, !Ref AWS::Partition, ]", p.Key)
			for _, text := range p.In {
				z.lines(1, "", p.Key, text)
			}
		default:
			panic(fmt.Sprintf("cloudformation: part %T", p))
		}
	}
}

// presence counts what is there only if d has a statement. It returns how much
// deeper that is.
func (z *size) presence(d *spec.Document) int {
	deeper := 0
	for _, w := range d.Presence() {
		deeper = z.when(w)
		z.lines(2, "Condition:")
	}
	return deeper
}

// when counts a call of Fn::If, and returns how much deeper its argument is. A
// condition of one parameter is declared with the parameter; one of several is
// counted wherever it is needed.
func (z *size) when(w spec.When) int {
	if len(w) == 0 {
		return 0
	}
	z.lines(3, "!If !Ref AWS::NoValue")
	for _, p := range w {
		z.lines(0, "HasAnd", p.Name)
		if len(w) > 1 {
			z.lines(3, "!And HasAnd Condition: Has", p.Name, p.Name)
		}
	}
	return 4
}
