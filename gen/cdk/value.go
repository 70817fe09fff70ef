package cdk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// value prints v as a Go expression of type *string.
//
//	arn:${AWS::Partition}:s3:::${StudioBucket}/*
//
// becomes
//
//	jsii.Sprintf("arn:%s:s3:::%s/*", *awscdk.Aws_PARTITION(), *p.StudioBucket.BucketName())
func (c *construct) value(v spec.Value) *jen.Statement { return c.valueOf(v, nil) }

// valueOf prints v, in which each stands for the value of the list.
func (c *construct) valueOf(v spec.Value, each *jen.Statement) *jen.Statement {
	v = c.expandSelf(v)
	if text, ok := v.Static(); ok {
		return jsiiString(text)
	}
	if len(v) == 1 {
		return c.pointer(v[0], each)
	}
	if arn := c.bucketARN(v, each); arn != nil {
		return arn
	}
	var format strings.Builder
	var args []jen.Code
	for _, part := range v {
		text, arg := c.verb(part, each)
		format.WriteString(text)
		if arg != nil {
			args = append(args, arg)
		}
	}
	return sprintf(format.String(), args...)
}

// expandSelf replaces each reference to the construct's own role or policy by
// its text: nothing in a role can wait for the role to be there.
func (c *construct) expandSelf(v spec.Value) spec.Value {
	var out spec.Value
	for _, part := range v {
		if text, ok := c.selfText(part); ok {
			out = out.Append(text...)
		} else {
			out = out.Append(part)
		}
	}
	return out
}

// pointer prints a part that stands alone, as a *string.
func (c *construct) pointer(part spec.Part, each *jen.Statement) *jen.Statement {
	switch part := part.(type) {
	case spec.Pseudo:
		return c.pseudo(part)
	case spec.ParamRef:
		return c.paramPointer(part.Param)
	case spec.ListRef:
		return each.Clone()
	case spec.EachName:
		if c.loop != nil {
			return jen.Qual(jsii, "String").Call(c.loop.Clone())
		}
		return c.paramPointer(c.nameParam)
	case spec.EachValue:
		return jen.Qual(jsii, "String").Call(c.eachValue(part))
	case spec.RoleRef:
		return c.refPointer(part, part.Value(), part.Same)
	case spec.PolicyRef:
		return c.refPointer(part, part.Policy.ARN(), part.Same)
	default:
		panic(fmt.Sprintf("cdk: part %T", part))
	}
}

// verb prints a part of a mixture: its text in a format, and its argument.
func (c *construct) verb(part spec.Part, each *jen.Statement) (string, jen.Code) {
	if text, ok := (spec.Value{part}).Static(); ok {
		return strings.ReplaceAll(text, "%", "%%"), nil
	}
	switch part := part.(type) {
	case spec.EachName:
		if c.loop != nil {
			return "%s", c.loop.Clone()
		}
	case spec.EachValue:
		return "%s", c.eachValue(part)
	case spec.ParamRef:
		if part.Param.Type == spec.Boolean {
			return "%t", jen.Op("*").Add(c.field(part.Param))
		}
	}
	return "%s", jen.Op("*").Add(c.pointer(part, each))
}

// eachValue prints a value of the name of the construct, or of the loop, as a string.
func (c *construct) eachValue(v spec.EachValue) jen.Code {
	name := c.loop.Clone()
	if c.loop == nil {
		name = jen.Op("*").Add(c.paramPointer(c.nameParam))
	}
	return jen.Id(c.valuesOf[v.List].fn).Call(name).Dot(naming.CDK(v.Key))
}

// bucketARN prints the ARN of a bucket whose prop is required or covered by a
// condition, or of its objects; or nil.
//
//	arn:${AWS::Partition}:s3:::${StudioBucket}/*
//
// becomes
//
//	p.StudioBucket.ArnForObjects(jsii.String("*"))
func (c *construct) bucketARN(v spec.Value, each *jen.Statement) *jen.Statement {
	if len(v) < 4 || v[0] != spec.Lit("arn:") || v[1] != spec.Partition || v[2] != spec.Lit(":s3:::") {
		return nil
	}
	ref, ok := v[3].(spec.ParamRef)
	if !ok || ref.Param.Default != nil || ref.Param.Resolve != nil || c.params[ref.Param].object != bucketObject {
		return nil
	}
	bucket := c.field(ref.Param)
	if len(v) == 4 {
		return bucket.Dot("BucketArn").Call()
	}
	lit, _ := v[4].(spec.Lit)
	key, ok := strings.CutPrefix(string(lit), "/")
	if !ok {
		return nil
	}
	objects := slices.Clone(v[4:])
	if objects[0] = spec.Lit(key); key == "" && len(objects) > 1 {
		objects = objects[1:]
	}
	return bucket.Dot("ArnForObjects").Call(c.valueOf(objects, each))
}

var pseudos = map[spec.Pseudo]struct{ function, local string }{
	spec.Partition: {"Aws_PARTITION", "partition"},
	spec.Region:    {"Aws_REGION", "region"},
	spec.AccountID: {"Aws_ACCOUNT_ID", "account"},
	spec.URLSuffix: {"Aws_URL_SUFFIX", "urlSuffix"},
	spec.StackName: {"Aws_STACK_NAME", "stackName"},
}

func (c *construct) pseudo(p spec.Pseudo) *jen.Statement {
	known, ok := pseudos[p]
	if !ok {
		panic("cdk: pseudo parameter " + string(p))
	}
	call := jen.Qual(awscdk, known.function).Call()
	if c.shared == nil { // a declaration, not a function
		return call
	}
	return c.shared.pseudos.share(known.local, known.local, call)
}

// paramPointer prints the value of a parameter that is not a list.
func (c *construct) paramPointer(p *spec.Param) *jen.Statement {
	prop := c.params[p]
	switch {
	case p.Made != nil && p.Made.Stack != nil:
		return c.pseudo(spec.StackName)
	case prop.object != nil && p.Default != nil:
		return c.helpers.use(prop.object.or).Call(c.field(p), jsiiString(p.Default[0]))
	case prop.object != nil && p.Resolve != nil:
		return c.helpers.use(prop.object.or).Call(c.field(p), c.lookedUp(p))
	case prop.object != nil:
		return c.field(p).Dot(prop.object.text).Call()
	case p.Type == spec.Number:
		return c.helpers.use("number").Call(c.field(p))
	case p.Type == spec.Boolean:
		return sprintf("%t", jen.Op("*").Add(c.field(p)))
	default:
		return c.field(p)
	}
}

// lookedUp prints what CloudFormation looks up for p.
func (c *construct) lookedUp(p *spec.Param) jen.Code {
	if name := p.Export(); name != nil {
		return jen.Qual(awscdk, "Fn_ImportValue").Call(c.value(name))
	}
	return c.value(p.Reference())
}

// refPointer prints the text of another role or policy: of the one that is
// given, or else what partition, account, path and name make. What is not of
// the same name as the construct, or the loop, has the name that built has.
func (c *construct) refPointer(part spec.Part, built spec.Value, same bool) *jen.Statement {
	r, o := c.refs.find(part, c.loop != nil)
	given := r.given()
	if r.byName {
		given.Index(c.loop.Clone())
	}
	switch {
	case r.export:
		return c.helpers.use(o.or).Call(given, c.lookedUp(c.refs.exported(part)))
	case r.nameless():
		return given.Dot(o.text).Call()
	}
	if !same {
		built = built.Named()
	}
	return c.helpers.use(o.or).Call(given, c.value(built))
}

// field prints a prop of the construct.
func (c *construct) field(p *spec.Param) *jen.Statement { return jen.Id("p").Dot(c.params[p].name) }

func jsiiString(s string) *jen.Statement { return jen.Qual(jsii, "String").Call(jen.Lit(s)) }

func sprintf(format string, args ...jen.Code) *jen.Statement {
	return jen.Qual(jsii, "Sprintf").Call(append([]jen.Code{jen.Lit(format)}, args...)...)
}
