package importer

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// deployed is the identity of a resource that the spec calls by a name.
func (t *cfn) deployed(r resource, name string) spec.Deployed {
	var out spec.Deployed
	if r.id != name {
		out.LogicalID = r.id
	}
	policies := map[string]string{}
	for _, key := range []string{"DeletionPolicy", "UpdateReplacePolicy"} {
		if n := r.node.Get(key); n != nil && isText(n) {
			policies[key] = n.Text
		}
	}
	switch deletion, replace := policies["DeletionPolicy"], policies["UpdateReplacePolicy"]; {
	case deletion == "Retain":
		out.Retain = true
		if replace != "Retain" {
			t.note(r.node.Pos(), "%s has the DeletionPolicy Retain; in a spec it is also retained when it is replaced", r.id)
		}
	case replace == "Retain":
		t.note(r.node.Pos(), "the UpdateReplacePolicy of %s is left out: in a spec, retain includes the DeletionPolicy", r.id)
	}
	return out
}

// outputs reads those that are an ARN or a name of what a spec makes, and tells of
// the others.
func (t *cfn) outputs() {
	n := t.root.Get("Outputs")
	if n == nil {
		return
	}
	var others []string
	for _, e := range n.Pairs() {
		value, otherwise := t.valueOrOther(e.Value.Get("Value"))
		d, exists, attr, name := t.outputOf(value)
		if d == nil {
			others = append(others, e.Key.Text)
			continue
		}
		t.output(d, exists, attr, name, e.Key, e.Value, otherwise)
	}
	for _, r := range t.roleOf {
		r.Deployed, r.OfProfile = withoutUsual(r.Deployed, r.Name), withoutUsual(r.OfProfile, r.Name+"Profile")
	}
	for _, p := range t.policyOf {
		p.Deployed = withoutUsual(p.Deployed, p.Name)
	}
	for _, c := range t.configurationOf {
		if all := c.Deployed.Outputs; len(all) == 1 && isUsual(all[0], c.Name+"Name") {
			c.Deployed.Outputs = nil
		}
	}
	if len(others) > 0 {
		t.note(n.Pos(), "these outputs are not imported: %s", strings.Join(others, ", "))
	}
}

// valueOrOther takes the value of an output apart that is an attribute of a role or
// its instance profile where that exists, and something else where not. The second is
// nil for other values.
func (t *cfn) valueOrOther(n *syntax.Node) (value, otherwise *syntax.Node) {
	condition, then, or, ok := branches(n)
	if !ok {
		return n, nil
	}
	for i, branch := range []*syntax.Node{then, or} {
		whens, err := t.whens(condition, i == 0)
		d, exists, _, _ := t.outputOf(branch)
		if whens = alternatives(whens); err == nil && d != nil && len(whens) == 1 && key(whens[0]) == key(exists) {
			return branch, []*syntax.Node{or, then}[i]
		}
	}
	return n, nil
}

// outputOf is what an output has the ARN or the name of, nil if of nothing that a
// spec has, and the name that the spec gives it.
func (t *cfn) outputOf(n *syntax.Node) (d *spec.Deployed, exists spec.When, attr spec.Attr, name string) {
	fn, arg := form(n)
	id := scalarText(arg)
	switch fn {
	case "Ref":
		attr = spec.AttrName
	case "Fn::GetAtt":
		if id, name = attributeOf(arg); name != "Arn" {
			return nil, nil, "", ""
		}
		attr = spec.AttrARN
	case "Fn::Sub": // of one attribute alone
		sub := subPlaceholder.FindStringSubmatch(id)
		if sub == nil || sub[0] != id || sub[1] != "" {
			return nil, nil, "", ""
		}
		if id, name, attr = sub[2], "", spec.AttrName; strings.HasSuffix(id, ".Arn") {
			id, attr = strings.TrimSuffix(id, ".Arn"), spec.AttrARN
		}
	default:
		return nil, nil, "", ""
	}
	switch {
	case t.roleOf[id] != nil:
		return &t.roleOf[id].Deployed, t.roleOf[id].When, attr, t.roleOf[id].Name
	case t.holderOf[id] != nil:
		return &t.holderOf[id].OfProfile, t.holderOf[id].When, attr, t.holderOf[id].Name + "Profile"
	case t.configurationOf[id] != nil && attr == spec.AttrName:
		return &t.configurationOf[id].Deployed, t.configurationOf[id].When, attr, t.configurationOf[id].Name
	case t.policyOf[id] != nil && attr == spec.AttrName:
		return &t.policyOf[id].Deployed, t.policyOf[id].When, spec.AttrARN, t.policyOf[id].Name
	}
	return nil, nil, "", ""
}

// output notes an output of what is called by a name and exists under a condition.
func (t *cfn) output(d *spec.Deployed, exists spec.When, attr spec.Attr, name string, key, n, otherwise *syntax.Node) {
	o := spec.StackOutput{Attr: attr, Name: key.Text}
	if otherwise != nil && !isNoValue(otherwise) {
		v, err := t.value(otherwise)
		if err != nil {
			t.note(key.Pos(), "the output %s has no value in the spec where %s does not exist: %v", key.Text, name, err)
		}
		o.Otherwise, exists = v, nil
	}
	if condition := scalarText(n.Get("Condition")); condition != "" {
		whens, err := t.whens(condition, true)
		whens = alternatives(whens)
		switch {
		case err == nil && exists.Covered(whens):
		case err == nil && len(whens) == 1:
			o.When = whens[0]
		default:
			t.note(key.Pos(), "the output %s exists only under the condition %s in the template, but in the spec wherever %s does", key.Text, condition, name)
		}
	}
	if e := n.Get("Export"); e != nil {
		t.inExport = true
		v, err := t.value(e.Get("Name"))
		t.inExport = false
		if err != nil {
			t.note(key.Pos(), "the export of the output %s is left out: %v", key.Text, err)
		} else if v.String() != "${AWS::StackName}-"+key.Text {
			o.Export = v
		}
	}
	d.Outputs = append(d.Outputs, o)
}

// withoutUsual is d without an output that templates have anyway.
func withoutUsual(d spec.Deployed, name string) spec.Deployed {
	if all := d.Named(spec.AttrARN); len(all) == 1 && isUsual(all[0], name+"Arn") {
		d.Outputs = d.Named(spec.AttrName)
	}
	return d
}

func isUsual(o spec.StackOutput, name string) bool {
	return o.Name == name && o.Export == nil && o.When == nil && o.Otherwise == nil
}

// writtenDeployed are the fields of an identity.
func writtenDeployed(d spec.Deployed) dict {
	var out dict
	out.add("logicalId", givenText(d.LogicalID))
	var exported spec.Value
	if len(d.Outputs) == 1 && d.Outputs[0].Attr == spec.AttrARN && len(d.Outputs[0].When) == 0 && d.Outputs[0].Otherwise == nil {
		d.Outputs = slices.Clone(d.Outputs)
		exported, d.Outputs[0].Export = d.Outputs[0].Export, nil
	}
	switch arns, names := d.Named(spec.AttrARN), d.Named(spec.AttrName); {
	case names != nil:
		all := dict{flow: true}
		all.add(string(spec.AttrARN), writtenOutputs(arns))
		all.add(string(spec.AttrName), writtenOutputs(names))
		out.add("output", all)
	default:
		out.add("output", writtenOutputs(arns))
	}
	out.add("export", value(exported))
	out.add("retain", flag(d.Retain))
	return out
}

// writtenOutputs are outputs of one attribute: names, or mappings with what more there
// is to say; nil for none.
func writtenOutputs(all []spec.StackOutput) yaml {
	if all == nil {
		return nil
	}
	var out []yaml
	for _, o := range all {
		if len(o.When) == 0 && o.Export == nil && o.Otherwise == nil {
			out = append(out, text(o.Name))
			continue
		}
		one := dict{flow: true}
		one.add("name", text(o.Name))
		one.add("export", value(o.Export))
		one.add("otherwise", value(o.Otherwise))
		one.add("when", when(o.When))
		out = append(out, one)
	}
	return oneOrMany(out)
}
