package gocode

import (
	"fmt"
	"slices"
	"strconv"
)

// Code is a part of a tree: a *Statement, or nil, which prints nothing.
type Code interface{ tokens() []token }

// Statement is a row of tokens. Its methods add a token and return it. A nil
// Statement has no tokens.
type Statement struct{ row []token }

func (s *Statement) tokens() []token {
	if s == nil {
		return nil
	}
	return s.row
}

// token is a word, an operator, or a group with its items.
type token struct {
	kind  kind
	text  string // of a word, or what opens a group
	items []*Statement
}

type kind uint8

const (
	word      kind = iota // an identifier or a literal
	qualified             // an identifier after the path of its package and a full stop
	keyword               // e.g., return
	prefix                // an operator before its operand or type
	binary                // an operator between operands
	assign                // = or :=
	colon                 // between key and value
	spread                // ... before a type or after an operand
	dot                   // before a selector
	params                // parameters or results
	call                  // arguments, or an asserted type
	parens                // an expression in parentheses
	index                 // of an operand
	typing                // [] or map[…] before an element's type, or type parameters
	values                // a literal on one line
	lines                 // a literal, or arguments, with one item per line
	block                 // statements
	members               // fields, methods or constants
	header                // what follows if, for or switch
	comment               // lines that begin with //
	newline               // an empty line
)

func (s *Statement) add(k kind, text string, items ...*Statement) *Statement {
	s.row = append(s.row, token{kind: k, text: text, items: items})
	return s
}

// statements are the parts of a group. Those that print nothing are left out.
func statements(code []Code) []*Statement {
	out := make([]*Statement, 0, len(code))
	for _, c := range code {
		switch c := c.(type) {
		case nil:
		case *Statement:
			if len(c.tokens()) > 0 {
				out = append(out, c)
			}
		default:
			panic(fmt.Sprintf("gocode: code %T", c))
		}
	}
	return out
}

// Clone is a copy, to which tokens can be added.
func (s *Statement) Clone() *Statement { return &Statement{slices.Clone(s.tokens())} }

// Add adds the tokens of others.
func (s *Statement) Add(code ...Code) *Statement {
	for _, c := range code {
		if c != nil {
			s.row = append(s.row, c.tokens()...)
		}
	}
	return s
}

// Id is an identifier.
func (s *Statement) Id(name string) *Statement { return s.add(word, name) }

// Qual is an identifier that a package declares. The file imports the package.
func (s *Statement) Qual(path, name string) *Statement { return s.add(qualified, path+"."+name) }

// Lit is a literal of a string, an int or a bool.
func (s *Statement) Lit(v any) *Statement {
	switch v := v.(type) {
	case string:
		return s.Id(strconv.Quote(v))
	case int:
		return s.Id(strconv.Itoa(v))
	case bool:
		return s.Id(strconv.FormatBool(v))
	default:
		panic(fmt.Sprintf("gocode: literal %T", v))
	}
}

// Op is an operator. & and * are never arithmetic.
func (s *Statement) Op(op string) *Statement {
	switch op {
	case "*", "&", "!":
		return s.add(prefix, op)
	case "=", ":=":
		return s.add(assign, op)
	case ":":
		return s.add(colon, op)
	case "...":
		return s.add(spread, op)
	}
	if precedence(op) == 0 {
		panic("gocode: operator " + op)
	}
	return s.add(binary, op)
}

// precedence is that of a binary operator; a higher one binds tighter.
func precedence(op string) int {
	switch op {
	case "||":
		return 1
	case "&&":
		return 2
	case "==", "!=", ">":
		return 3
	case "+":
		return 4
	}
	return 0
}

// Dot is a selector.
func (s *Statement) Dot(name string) *Statement { return s.add(dot, ".").Id(name) }

// Call is a call with arguments on one line.
func (s *Statement) Call(args ...Code) *Statement { return s.add(call, "(", statements(args)...) }

// Params are parameters, or several results.
func (s *Statement) Params(ps ...Code) *Statement { return s.add(params, "(", statements(ps)...) }

// Parens is an expression in parentheses.
func (s *Statement) Parens(x Code) *Statement { return s.add(parens, "(", statements([]Code{x})...) }

// Assert is a type assertion.
func (s *Statement) Assert(typ Code) *Statement {
	return s.add(dot, ".").add(call, "(", statements([]Code{typ})...)
}

// Index is the type of a slice if it has no items, else an index or, with two,
// a slice of an operand, of which Empty is a bound that is not given.
func (s *Statement) Index(items ...Code) *Statement {
	if len(items) == 0 {
		return s.add(typing, "[")
	}
	return s.add(index, "[", statements(items)...)
}

// Map is the type of a map, before the type of its elements.
func (s *Statement) Map(key Code) *Statement {
	return s.add(typing, "map[", statements([]Code{key})...)
}

// Types are type parameters.
func (s *Statement) Types(ps ...Code) *Statement { return s.add(typing, "", statements(ps)...) }

// Values is the body of a composite literal on one line.
func (s *Statement) Values(items ...Code) *Statement { return s.add(values, "{", statements(items)...) }

// Lines is the body of a composite literal, or the arguments of a call, with one
// item per line, after the bracket open.
func (s *Statement) Lines(open string, items ...Code) *Statement {
	return s.add(lines, open, statements(items)...)
}

// Block is a block of statements, or the body of a case.
func (s *Statement) Block(body ...Code) *Statement { return s.add(block, "{", statements(body)...) }

// BlockFunc is a Block whose statements body adds.
func (s *Statement) BlockFunc(body func(*Group)) *Statement {
	g := &Group{}
	body(g)
	return s.Block(g.items...)
}

// Struct is the type of a struct with fields.
func (s *Statement) Struct(fields ...Code) *Statement {
	return s.add(keyword, "struct").add(members, "{", statements(fields)...)
}

// Interface is the type of an interface with methods.
func (s *Statement) Interface(methods ...Code) *Statement {
	return s.add(keyword, "interface").add(members, "{", statements(methods)...)
}

// Defs are declarations in parentheses.
func (s *Statement) Defs(defs ...Code) *Statement { return s.add(members, "(", statements(defs)...) }

// Comment is a comment of lines that begin with //.
func (s *Statement) Comment(text string) *Statement { return s.add(comment, text) }

// Line is an empty line before what follows.
func (s *Statement) Line() *Statement { return s.add(newline, "") }

// List is a list of expressions.
func (s *Statement) List(items ...Code) *Statement { return s.add(header, "", statements(items)...) }

// Return is a return statement. At most one of the results has lines of its own.
func (s *Statement) Return(results ...Code) *Statement {
	s.add(keyword, "return")
	if len(results) > 0 {
		s.List(results...)
	}
	return s
}

// If is the head of an if statement. Parentheses around the whole condition, which
// gofmt takes away, are left out.
func (s *Statement) If(parts ...Code) *Statement {
	items := statements(parts)
	last := len(items) - 1
	for len(items[last].row) == 1 && items[last].row[0].kind == parens {
		items[last] = items[last].row[0].items[0]
	}
	return s.add(keyword, "if").add(header, "; ", items...)
}

// Else is between the blocks of an if statement.
func (s *Statement) Else() *Statement { return s.add(keyword, "else") }

// For is the head of a for statement.
func (s *Statement) For(head Code) *Statement { return s.add(keyword, "for").Add(head) }

// Range is the keyword in the head of a for statement.
func (s *Statement) Range() *Statement { return s.add(keyword, "range") }

// Switch is the head of a switch statement.
func (s *Statement) Switch(x Code) *Statement { return s.add(keyword, "switch").Add(x) }

// Case is the head of a case, before its Block.
func (s *Statement) Case(x Code) *Statement { return s.add(keyword, "case").Add(x) }

// Default is the head of the default case, before its Block.
func (s *Statement) Default() *Statement { return s.add(keyword, "default") }

// Func is the keyword.
func (s *Statement) Func() *Statement { return s.add(keyword, "func") }

// Type is the keyword.
func (s *Statement) Type() *Statement { return s.add(keyword, "type") }

// Var is the keyword.
func (s *Statement) Var() *Statement { return s.add(keyword, "var") }

// Const is the keyword.
func (s *Statement) Const() *Statement { return s.add(keyword, "const") }

// Defer is the keyword.
func (s *Statement) Defer() *Statement { return s.add(keyword, "defer") }

// Nil is the identifier.
func (s *Statement) Nil() *Statement { return s.Id("nil") }

// String is the type.
func (s *Statement) String() *Statement { return s.Id("string") }

// Bool is the type.
func (s *Statement) Bool() *Statement { return s.Id("bool") }

// Any is the type.
func (s *Statement) Any() *Statement { return s.Id("any") }

// Append is a call of append.
func (s *Statement) Append(args ...Code) *Statement { return s.Id("append").Call(args...) }
