package gocode

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen/internal/oracle"
)

// FuzzPrint compares trees of all that a tree can be made of with gofmt. Each byte is
// a choice of what comes next.
func FuzzPrint(f *testing.F) {
	for seed := range byte(100) {
		choices := make([]byte, 500)
		rand.NewChaCha8([32]byte{seed}).Read(choices)
		f.Add(choices)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		r := &random{choices: choices}
		var decls []*Statement
		for len(r.choices) > 0 {
			decls = append(decls, r.declaration())
		}
		text, imports := Print(decls, map[string]string{"example.com/some/v2": "some"})
		src := "package p\n"
		for _, path := range imports {
			src += fmt.Sprintf("\nimport %q\n", path)
		}
		oracle.Formatted(t, "p.go", append([]byte(src), text...))
	})
}

// random makes trees by choices. When these are used up, it always chooses the first.
type random struct {
	choices []byte
	depth   int
}

func (r *random) below(n int) int {
	if len(r.choices) == 0 {
		return 0
	}
	c := r.choices[0]
	r.choices = r.choices[1:]
	return int(c) % n
}

func (r *random) name() string {
	return []string{"a", "role", "DescribeClusters", strings.Repeat("long", 12), "größe"}[r.below(5)]
}

func (r *random) comment() *Statement {
	return []*Statement{Null(), Null(), Comment("// One line."), Comment("// Two\n// lines."), Line().Comment("// Apart."), Line()}[r.below(6)]
}

func (r *random) typ() *Statement {
	switch r.below(8) {
	default:
		return Id("T")
	case 1:
		return Index().String()
	case 2:
		return Op("*").Bool()
	case 3:
		return Map(String()).Any()
	case 4:
		return Qual("example.com/some/v2", "Role")
	case 5:
		return Op("*").Index().Op("*").String()
	case 6:
		return Map(String()).Qual("net/http", "Client")
	}
}

// several calls one for each of at least min parts.
func (r *random) several(least, most int, one func() *Statement) []Code {
	var out []Code
	for range least + r.below(most-least+1) {
		out = append(out, one())
	}
	return out
}

func (r *random) expression() *Statement {
	if r.depth++; r.depth > 6 {
		r.depth--
		return Id("x")
	}
	defer func() { r.depth-- }()
	switch r.below(17) {
	default:
		return Id(r.name())
	case 1:
		return Lit("text with \" and \\")
	case 2:
		return r.sum()
	case 3, 4:
		return Id(r.name()).Call(r.several(0, 3, r.expression)...)
	case 5:
		return r.typ().Lines("{", r.items()...)
	case 6:
		return Op("&").Qual("example.com/some/v2", "Props").Lines("{", r.pairs()...)
	case 7:
		return Index().Op("*").String().Values(r.several(0, 3, r.expression)...)
	case 8:
		return Op("*").Id(r.name()).Dot("Field").Dot("Method").Call()
	case 9:
		return Id(r.name()).Index(r.expression())
	case 10:
		return Id(r.name()).Index(Lit(1), Empty())
	case 11:
		return Parens(r.condition())
	case 12:
		return Id("append").Lines("(", r.several(1, 3, r.expression)...)
	case 13:
		return Id("f").Call(Id("x"), Id("y").Op("..."))
	case 14:
		return Id("x").Dot("Child").Call().Assert(r.typ())
	case 15:
		return Map(String()).Any().Lines("{", r.pairs()...)
	}
}

func (r *random) sum() *Statement {
	out := Null()
	for i := range 2 + r.below(3) {
		if i > 0 {
			out.Op("+")
		}
		out.Add(r.operand())
	}
	return out
}

// operand is an expression without operators between operands.
func (r *random) operand() *Statement {
	switch r.below(4) {
	default:
		return Lit("arn:")
	case 1:
		return Id("a").Dot("Partition")
	case 2:
		return Qual("strconv", "Quote").Call(r.expression())
	case 3:
		return Parens(r.sum())
	}
}

func (r *random) condition() *Statement {
	out := Null()
	for i := range 1 + r.below(3) {
		if i > 0 {
			out.Op([]string{"&&", "||"}[r.below(2)])
		}
		switch r.below(5) {
		default:
			out.Id("ok")
		case 1:
			out.Op("!").Parens(Id("x").Op("!=").Nil())
		case 2:
			out.Len(Id("x"), r.sum())
		case 3:
			out.Op("!").Op("*").Id("x").Dot("Is")
		case 4:
			out.Id("x").Op("==").Add(r.operand())
		}
	}
	return out
}

// Len is len(x) compared with a number.
func (s *Statement) Len(x, sum Code) *Statement { return s.Id("len").Call(x).Op(">").Add(sum) }

func (r *random) items() []Code {
	return r.several(0, 4, func() *Statement { return r.comment().Clone().Add(r.expression()) })
}

func (r *random) pairs() []Code {
	return r.several(0, 6, func() *Statement {
		key := Lit(strings.Repeat("key", 1+r.below(40)))
		return r.comment().Clone().Add(key).Op(":").Add(r.expression())
	})
}

func (r *random) statement() *Statement {
	if r.depth++; r.depth > 4 {
		r.depth--
		return Id("f").Call()
	}
	defer func() { r.depth-- }()
	s := r.comment().Clone()
	switch r.below(12) {
	default:
		return s.Id("x").Op(":=").Add(r.expression())
	case 1:
		return s.Return(append(r.several(0, 1, r.expression), Id("ok"))...)
	case 2:
		return s.If(r.condition()).Block(r.body()...)
	case 3:
		return s.If(Id("x").Op(":=").Id("f").Call(), r.condition()).Block(r.body()...).Else().Block(r.body()...)
	case 4:
		return s.For(List(Id("_"), Id("x")).Op(":=").Range().Id("y")).Block(r.body()...)
	case 5:
		return s.Var().Id("x").Add(r.typ())
	case 6:
		return s.Defer().Id("f").Call(r.sum())
	case 7:
		return s.Switch(Id("x")).Block(append(
			r.several(0, 3, func() *Statement { return Case(Lit(r.name())).Block(r.body()...) }),
			Default().Block(Panic(r.sum())))...)
	case 8:
		return s.Id("x").Op("=").Append(Id("x"), r.expression())
	case 9:
		return s.Block(r.body()...)
	case 10:
		return s.If(Parens(Parens(r.condition()))).Block(r.body()...)
	case 11:
		return s.Id("x").Index(Lit("a")).Op("=").Add(r.expression())
	}
}

// body has a line break between statements only: gofmt keeps one at the beginning.
func (r *random) body() []Code {
	return append(r.several(0, 4, r.statement), Id("last").Call())
}

func (r *random) declaration() *Statement {
	s := []*Statement{Null(), Comment("// It is documented.")}[r.below(2)].Clone()
	parameters := []Code{List(Id("a"), Id("b")).String(), Id("c").Add(r.typ()), Id("d").Op("...").String()}
	switch r.below(6) {
	default:
		return s.Func().Id("F").Params(parameters[:r.below(4)]...).Add(r.typ()).Block(r.body()...)
	case 1:
		return s.Func().Params(Id("t").Op("*").Id("T")).Id("M").Params().Params(r.typ(), Bool()).Block(r.body()...)
	case 2:
		return s.Type().Id("S").Struct(append([]Code{Qual("example.com/some/v2", "Embedded")}, r.several(0, 5, func() *Statement {
			return r.comment().Clone().Id(r.name()).Add(r.typ())
		})...)...)
	case 3:
		return s.Type().Id("I").Interface(r.several(1, 3, func() *Statement {
			return r.comment().Clone().Id(r.name()).Params().Add(r.typ())
		})...)
	case 4:
		typed := r.below(2)
		return s.Const().Defs(r.several(1, 6, func() *Statement {
			c := r.comment().Clone().Id(r.name())
			if typed == 1 {
				c.Id("T")
			}
			return c.Op("=").Lit("x")
		})...)
	case 5:
		return s.Func().Id("Generic").Types(Id("T").Any()).Params(Id("x").Id("T")).Op("*").Id("T").Block(r.body()...)
	}
}

func TestPrintNamesPackages(t *testing.T) {
	t.Parallel()
	_, imports := Print([]*Statement{Var().Id("x").Op("=").Qual("net/http", "X").Op("+").Qual("fmt", "Y")}, nil)
	if !slices.Equal(imports, []string{"fmt", "net/http"}) {
		t.Errorf("imports %q", imports)
	}
}
