package constants

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/spec"
)

// urlSuffixFile has the method for the domain of a partition.
func (p *pkg) urlSuffixFile() *gofile.File {
	f := gofile.New(p.name, p.spec.File)
	in := func(partition string) jen.Code {
		return jen.Return(jen.Lit(spec.Binding{Partition: partition}.Text(spec.Value{spec.URLSuffix})))
	}
	f.Decl(
		gofile.Doc("", "urlSuffix returns the domain of AWS services in the partition of a."),
		jen.Func().Params(jen.Id("a").Id("Account")).Id("urlSuffix").Params().String().Block(
			jen.If(jen.Id("a").Dot("Partition").Op("==").Lit("aws-cn")).Block(in("aws-cn")),
			in("aws"),
		),
	)
	return f
}
