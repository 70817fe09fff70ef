package constants

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// kind is what the items of a list are.
type kind struct {
	typ  string // e.g., "Action"
	item func(*function, spec.Value) jen.Code
}

var (
	stringKind = kind{"string", func(f *function, v spec.Value) jen.Code { return f.expr(v) }}
	actionKind = kind{"Action", func(f *function, v spec.Value) jen.Code {
		return f.constant(f.pkg.actions, v)
	}}
	principalKind = kind{"Principal", func(f *function, v spec.Value) jen.Code {
		return f.constant(f.pkg.principals, v)
	}}
)

// constant is the constant for a literal text, or a conversion to its type.
func (f *function) constant(v *vocabulary, x spec.Value) jen.Code {
	if lit, ok := x.Literal(); ok {
		return jen.Id(v.idents[lit])
	}
	return jen.Id(v.typ).Call(f.expr(x))
}

// list is a list of a statement, where given holds. It is a literal if all
// items are there and stand for themselves. A list parameter by itself is the
// field. Else the list is built before the statement, in a variable called
// name.
func (f *function) list(k kind, name string, values []spec.Item, given spec.When, typed bool) jen.Code {
	items := spec.Runs(values)
	switch {
	case isPlain(items, given):
		return f.literal(k, items, typed)
	case len(items) == 1 && given.Implies(items[0].When) && k.typ == "string" && isLone(items[0].Value):
		return f.field(items[0].Value.List())
	default:
		return f.build(k, f.locals.Name(naming.Unexported(name)), items, given)
	}
}

func isPlain(items []spec.Run, given spec.When) bool {
	return !slices.ContainsFunc(items, func(it spec.Run) bool { return isLoop(it) || !given.Implies(it.When) })
}

// isLoop reports whether it stands for several values.
func isLoop(it spec.Run) bool { return it.Each != nil || it.Value.List() != nil }

// isLone reports whether v is a list parameter and nothing else.
func isLone(v spec.Value) bool { return len(v) == 1 && v.List() != nil }

func (f *function) literal(k kind, items []spec.Run, typed bool) jen.Code {
	codes := make([]jen.Code, 0, len(items))
	codes = append(codes, lists.Map(items, func(it spec.Run) jen.Code { return k.item(f, it.Value) })...)
	if !typed {
		return gofile.List(codes...)
	}
	return jen.Index().Id(k.typ).Add(gofile.List(codes...))
}

// build builds a list in a variable: what stands for itself at the beginning
// is a literal, and the rest is appended.
func (f *function) build(k kind, variable string, items []spec.Run, given spec.When) jen.Code {
	plain := 0
	for plain < len(items) && isPlain(items[plain:plain+1], given) {
		plain++
	}
	switch first := items[0]; {
	case plain > 0:
		f.add(jen.Id(variable).Op(":=").Add(f.literal(k, items[:plain], true)))
	case k.typ == "string" && given.Implies(first.When) && isLone(first.Value):
		f.add(jen.Id(variable).Op(":=").Qual("slices", "Clone").Call(f.field(first.Value.List())))
		plain = 1
	default:
		f.add(jen.Var().Id(variable).Index().Id(k.typ))
	}
	for rest := items[plain:]; len(rest) > 0; {
		n := 1
		for n < len(rest) && slices.Equal(rest[n].When, rest[0].When) {
			n++
		}
		f.guarded(jen.Null(), rest[0].When.Without(given), f.appends(k, variable, rest[:n]))
		rest = rest[n:]
	}
	f.add(jen.Line())
	return jen.Id(variable)
}

// appends are the statements that append items to a variable.
func (f *function) appends(k kind, variable string, items []spec.Run) []jen.Code {
	var out []jen.Code
	for len(items) > 0 {
		n := 0
		for n < len(items) && !isLoop(items[n]) {
			n++
		}
		if n > 0 {
			codes := lists.Map(items[:n], func(it spec.Run) jen.Code { return k.item(f, it.Value) })
			out = append(out, appendTo(jen.Id(variable), codes...))
			items = items[n:]
			continue
		}
		out = append(out, f.appendEach(k, variable, items[0]))
		items = items[1:]
	}
	return out
}

// appendEach appends what it is for each value of its list parameter, or for
// each name of its Each.
func (f *function) appendEach(k kind, variable string, it spec.Run) jen.Code {
	var list jen.Code
	switch {
	case it.Each != nil:
		list = jen.Id(f.pkg.lists[it.Each.List].fn).Call()
		outer := f.name
		f.name = f.each
		defer func() { f.name = outer }()
	case k.typ == "string" && isLone(it.Value):
		return jen.Id(variable).Op("=").Append(jen.Id(variable), jen.Add(f.field(it.Value.List())).Op("..."))
	default:
		list = f.field(it.Value.List())
	}
	return jen.For(jen.List(jen.Id("_"), jen.Id(f.each)).Op(":=").Range().Add(list)).Block(
		appendTo(jen.Id(variable), k.item(f, it.Value)),
	)
}

// appendTo appends items to a list, one item a line if there are several.
func appendTo(list jen.Code, items ...jen.Code) jen.Code {
	args := append([]jen.Code{list}, items...)
	if len(items) == 1 {
		return jen.Add(list).Op("=").Append(args...)
	}
	return jen.Add(list).Op("=").Id("append").Add(gofile.Lines("(", ")", args...))
}
