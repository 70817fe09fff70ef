package cdk

import (
	"fmt"

	"github.com/emriam/emriam/gen/internal/gocode"
	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// configurationConstruct is the construct of a security configuration, in the
// making.
type configurationConstruct struct{ *construct }

func (k *pkg) newConfiguration(name string, s *spec.SecurityConfiguration) *configurationConstruct {
	rs := refs{stack: s.Stack}
	for _, m := range s.Mappings {
		rs.value(m.Role, true)
		rs.items(m.Identifiers, false)
	}
	rs.items(s.Settings(), true)
	c, fields := k.newConstruct(name, k.spec.ParamsOfConfiguration(s), rs, nil)
	c.configuration = s
	c.addName(fields, "ConfigurationName", "security configuration", s.ConfigurationName)
	return &configurationConstruct{c}
}

// write prints the file of the security configuration.
func (c *configurationConstruct) write(f *gofile.File) {
	s := c.configuration
	absent := ""
	if len(s.When) > 0 {
		absent = " It is nil if it does not exist with these props."
	}
	accessors := []accessor{{
		"SecurityConfiguration", "configuration", gocode.Qual(awsemr, "CfnSecurityConfiguration"),
		"SecurityConfiguration is the security configuration. Its Ref is the name that a cluster takes." + absent,
	}}
	c.declare(f, accessors, s.Source, c.name+" is the security configuration "+s.ConfigurationName.String(), s.Doc)
	c.declareProps(f)
	f.Decl(
		gofile.Doc("", "New"+c.name+" creates the security configuration"),
		c.constructor(func(g *gocode.Group) {
			if len(s.When) > 0 {
				none := gocode.Op("&").Id(c.structName()).Values(gofile.Field("Construct", gocode.Id("construct")))
				g.If(c.fails(s.When)).Block(gocode.Return(none))
			}
			g.Id("configuration").Op(":=").Qual(awsemr, "NewCfnSecurityConfiguration").Call(
				gocode.Id("construct"), jsiiString("SecurityConfiguration"),
				gocode.Op("&").Qual(awsemr, "CfnSecurityConfigurationProps").Add(gofile.Struct(
					gofile.Field("Name", c.field(c.selfName)),
					gofile.Field("SecurityConfiguration", gocode.Id("p").Dot("document").Call()),
				)),
			)
			g.Return(gocode.Op("&").Id(c.structName()).Values(gocode.Id("construct"), gocode.Id("configuration")))
		}),
	)
	c.define(f, accessors)
	c.defineComplete(f)
	f.Decl(
		gofile.Doc("", "document is the document of the security configuration"),
		gocode.Func().Params(gocode.Id("p").Op("*").Id(c.propsName())).Id("document").Params().Map(gocode.String()).Any().
			BlockFunc(func(g *gocode.Group) {
				g.Return(c.json(g, c.locals(), s.Document()))
			}),
	)
}

// json prints a document that is no policy, after the lists that it needs.
func (c *construct) json(g *gocode.Group, locals *naming.Scope, j spec.JSON) *gocode.Statement {
	switch j := j.(type) {
	case spec.Object:
		var entries []gocode.Code
		for _, m := range j {
			entries = append(entries, gofile.Entry(gocode.Lit(m.Key), c.json(g, locals, m.Value)))
		}
		return gocode.Map(gocode.String()).Any().Add(gofile.Struct(entries...))
	case spec.Array:
		var items []gocode.Code
		for _, v := range j {
			items = append(items, c.json(g, locals, v))
		}
		return gocode.Index().Any().Add(gofile.Struct(items...))
	case spec.Leaf:
		if text, ok := fixed(j.Value); ok {
			return gocode.Lit(text)
		}
		return c.value(j.Value)
	case spec.Leaves:
		return c.jsonTexts(g, locals, j)
	case spec.Whole:
		return gocode.Lit(int(j))
	case spec.Switch:
		return gocode.Lit(bool(j))
	default:
		panic(fmt.Sprintf("cdk: JSON %T", j))
	}
}

// jsonTexts prints an array of texts.
func (c *construct) jsonTexts(g *gocode.Group, locals *naming.Scope, items []spec.Item) *gocode.Statement {
	l := newList(items, c.configuration.When)
	switch p := l.wholeList(); {
	case p != nil:
		return c.field(p)
	case l.simple():
		return c.strings(l.items)
	}
	v := gocode.Id(locals.Name("texts"))
	if len(l.items) == 0 {
		g.Var().Add(v.Clone()).Index().Op("*").String()
	} else {
		g.Add(v.Clone().Op(":=").Add(stringsOf(c.values(l.items))))
	}
	c.addRest(g, l, func(value *gocode.Statement) *gocode.Statement {
		return v.Clone().Op("=").Append(v.Clone(), value)
	})
	return v
}
