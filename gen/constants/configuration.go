package constants

import (
	_ "embed"
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/gen/internal/statement"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

//go:embed document/configuration.go
var configurationSource string

// declaredByConfigurations are the names that a package declares that has
// security configurations.
var declaredByConfigurations = []string{
	"ConfigurationName", "SecurityConfiguration", "RoleMapping", "Identifier", "ByUser", "ByGroup", "ByPrefix",
	"mappingElements",
}

// configuration is a security configuration with the names it has in the
// package.
type configuration struct {
	*subject
	fn   string // e.g., "TeamConfigurationDocument"
	spec *spec.SecurityConfiguration
}

func (p *pkg) configuration(c *spec.SecurityConfiguration) *configuration {
	name := naming.Exported(c.Name)
	sub := &subject{name: name, doc: c.Doc, source: c.Source}
	sub.iamName = p.text(name+"Name", "ConfigurationName", c.ConfigurationName, "the name of "+name, c.Doc)
	out := &configuration{sub, p.scope.Name(name + "Document"), c}
	p.nameParams(sub, out.uses(p.spec))
	return out
}

// uses are the parameters of the document.
func (c *configuration) uses(s *spec.Spec) []*spec.Param {
	var items []spec.Item
	items = append(items, spec.Item{When: c.spec.When})
	for _, m := range c.spec.Mappings {
		items = append(items, spec.Item{Value: m.Role})
		items = append(items, m.Identifiers...)
	}
	items = append(items, c.spec.Settings()...)
	return paramsOfItems(s, items)
}

// configurationFile is the file of a security configuration: its parameters
// and its document.
func (p *pkg) configurationFile(c *configuration) *gofile.File {
	f := gofile.New(p.name, p.spec.File)
	p.declareParams(f, c.subject)
	fn := p.newFunction(c.subject)
	first, result := c.fn+" is the document of "+c.name+".", jen.Code(jen.Id("SecurityConfiguration"))
	document := jen.Id("SecurityConfiguration").Add(gofile.Struct(fn.configurationFields(c.spec)...))
	if w := c.spec.When; len(w) > 0 {
		first += " It reports false if there is no such security configuration with these parameters."
		result = jen.Params(result, jen.Bool())
		present := fn.body // what the document needs
		fn.body = nil
		fn.add(jen.If(fn.condition(w)).Block(append(present, jen.Return(document, jen.True()))...))
		fn.add(jen.Return(jen.Id("SecurityConfiguration").Values(), jen.False()))
	} else {
		fn.add(jen.Return(document))
	}
	f.Decl(fn.declaration(gofile.Doc(c.source, first, c.doc), c.fn, c.uses(p.spec), result)...)
	return f
}

func (f *function) configurationFields(c *spec.SecurityConfiguration) []jen.Code {
	var fields, mappings []jen.Code
	for _, m := range c.Mappings {
		mappings = append(mappings, gofile.Struct(
			gofile.Field("Role", f.expr(m.Role)),
			gofile.Field("By", jen.Id(identifierName(m.By))),
			gofile.Field("Identifiers", f.list(stringKind, "identifiers", m.Identifiers, c.When, true)),
		))
	}
	if mappings != nil {
		fields = append(fields, gofile.Field("Mappings", jen.Index().Id("RoleMapping").Add(gofile.Struct(mappings...))))
	}
	if c.RuntimeRoles {
		fields = append(fields, gofile.Field("RuntimeRoles", jen.True()))
	}
	if c.SourceIdentity {
		fields = append(fields, gofile.Field("SourceIdentity", jen.True()))
	}
	if c.SessionTag != nil {
		fields = append(fields, gofile.Field("SessionTag", f.expr(c.SessionTag)))
	}
	if c.Sections != nil {
		fields = append(fields, gofile.Field("Sections", f.json(c, c.Sections)))
	}
	return fields
}

// json prints a part of a document as EMR writes it.
func (f *function) json(c *spec.SecurityConfiguration, j spec.JSON) jen.Code {
	return spec.JSONPrinter[jen.Code]{
		Object: func(fields []statement.Field[jen.Code]) jen.Code {
			entries := lists.Map(fields, func(f statement.Field[jen.Code]) jen.Code { return gofile.Entry(jen.Lit(f.Key), f.Value) })
			return jen.Map(jen.String()).Any().Add(gofile.Struct(entries...))
		},
		Array: func(items []jen.Code) jen.Code { return jen.Index().Any().Add(gofile.Struct(items...)) },
		Text:  func(v spec.Value) jen.Code { return f.expr(v) },
		Texts: func(items []spec.Item) jen.Code { return f.list(stringKind, "texts", items, c.When, true) },
		Plain: func(v any) jen.Code { return jen.Lit(v) },
	}.Print(j)
}

func identifierName(by spec.Identifier) string {
	switch by {
	case spec.ByUser:
		return "ByUser"
	case spec.ByGroup:
		return "ByGroup"
	case spec.ByPrefix:
		return "ByPrefix"
	default:
		panic(fmt.Sprintf("constants: identifier %q", by))
	}
}
