package importer

import (
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
			t.note(r.node.Pos, "%s has the DeletionPolicy Retain; in a spec it is also retained when it is replaced", r.id)
		}
	case replace == "Retain":
		t.note(r.node.Pos, "the UpdateReplacePolicy of %s is left out: in a spec, retain includes the DeletionPolicy", r.id)
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
	for i, key := range n.Keys {
		if d, attr, name := t.outputOf(n.Items[i].Get("Value")); d == nil || !t.output(d, attr, name, key, n.Items[i]) {
			others = append(others, key.Text)
		}
	}
	if len(others) > 0 {
		t.note(n.Pos, "these outputs are not imported: %s", strings.Join(others, ", "))
	}
}

// outputOf is what an output has the ARN or the name of, nil if of nothing that a
// spec has, and the name that the spec gives it.
func (t *cfn) outputOf(n *syntax.Foreign) (d *spec.Deployed, attr spec.Attr, name string) {
	fn, arg := form(n)
	id := scalarText(arg)
	switch fn {
	case "Ref":
		attr = spec.AttrName
	case "Fn::GetAtt":
		if id, name = attributeOf(arg); name != "Arn" {
			return nil, "", ""
		}
		attr = spec.AttrARN
	default:
		return nil, "", ""
	}
	switch {
	case t.roleOf[id] != nil:
		return &t.roleOf[id].Deployed, attr, t.roleOf[id].Name
	case t.holderOf[id] != nil:
		return &t.holderOf[id].OfProfile, attr, t.holderOf[id].Name + "Profile"
	case t.policyOf[id] != nil && fn == "Ref":
		return &t.policyOf[id].Deployed, spec.AttrARN, t.policyOf[id].Name
	}
	return nil, "", ""
}

// output notes an output, unless emriam's templates have it anyway. It reports
// false for one that a spec cannot say.
func (t *cfn) output(d *spec.Deployed, attr spec.Attr, name string, key *syntax.Foreign, n *syntax.Foreign) bool {
	if o := d.Output(attr); o.Name != "" || o.Export != nil {
		return false
	}
	o := spec.StackOutput{Attr: attr, Name: key.Text}
	if e := n.Get("Export"); e != nil {
		t.inExport = true
		v, err := t.value(e.Get("Name"))
		t.inExport = false
		if err != nil {
			t.note(key.Pos, "the export of the output %s is left out: %v", key.Text, err)
		} else if v.String() != "${AWS::StackName}-"+key.Text {
			o.Export = v
		}
	}
	if attr == spec.AttrARN && key.Text == name+"Arn" && o.Export == nil {
		return true
	}
	d.Outputs = append(d.Outputs, o)
	return true
}

// writtenDeployed are the fields of an identity.
func writtenDeployed(d spec.Deployed) dict {
	var out dict
	if d.LogicalID != "" {
		out.add("logicalId", text(d.LogicalID))
	}
	of := func(key string, get func(spec.StackOutput) (string, bool)) {
		all := dict{flow: true}
		for _, o := range d.Outputs {
			if s, ok := get(o); ok {
				all.add(string(o.Attr), text(s))
			}
		}
		switch {
		case len(all.fields) == 1 && all.fields[0].key == string(spec.AttrARN):
			out.add(key, all.fields[0].value)
		case len(all.fields) > 0:
			out.add(key, all)
		}
	}
	of("output", func(o spec.StackOutput) (string, bool) { return o.Name, o.Name != "" })
	of("export", func(o spec.StackOutput) (string, bool) { return o.Export.String(), o.Export != nil })
	if d.Retain {
		out.add("retain", bare("true"))
	}
	return out
}
