package gocode

// Id is an identifier.
func Id(name string) *Statement { return new(Statement).Id(name) }

// Qual is an identifier that a package declares. The file imports the package.
func Qual(path, name string) *Statement { return new(Statement).Qual(path, name) }

// Lit is a literal of a string, a number or a Boolean.
func Lit(v any) *Statement { return new(Statement).Lit(v) }

// Op is an operator.
func Op(op string) *Statement { return new(Statement).Op(op) }

// Add is a statement of some parts.
func Add(code ...Code) *Statement { return new(Statement).Add(code...) }

// Parens is an expression in parentheses.
func Parens(x Code) *Statement { return new(Statement).Parens(x) }

// Params is parameters, or several results.
func Params(ps ...Code) *Statement { return new(Statement).Params(ps...) }

// Index is the type of a slice.
func Index(items ...Code) *Statement { return new(Statement).Index(items...) }

// Map is the type of a map, before the type of its elements.
func Map(key Code) *Statement { return new(Statement).Map(key) }

// Values is the body of a composite literal on one line.
func Values(items ...Code) *Statement { return new(Statement).Values(items...) }

// Lines is the body of a composite literal, or the arguments of a call, with one item per line.
func Lines(open string, items ...Code) *Statement { return new(Statement).Lines(open, items...) }

// List is a list of expressions.
func List(items ...Code) *Statement { return new(Statement).List(items...) }

// Return is a return statement.
func Return(results ...Code) *Statement { return new(Statement).Return(results...) }

// If is the head of an if statement.
func If(parts ...Code) *Statement { return new(Statement).If(parts...) }

// For is the head of a for statement.
func For(head Code) *Statement { return new(Statement).For(head) }

// Switch is the head of a switch statement.
func Switch(x Code) *Statement { return new(Statement).Switch(x) }

// Case is the head of a case.
func Case(x Code) *Statement { return new(Statement).Case(x) }

// Comment is a comment of lines that begin with //.
func Comment(text string) *Statement { return new(Statement).Comment(text) }

// Null is nothing, to which tokens can be added.
func Null() *Statement { return new(Statement) }

// Empty is an index that is not given, as in x[:n].
func Empty() *Statement { return Id("") }

// Line is an empty line before what follows.
func Line() *Statement { return new(Statement).Line() }

// Default is the head of the default case.
func Default() *Statement { return new(Statement).Default() }

// Func is the keyword.
func Func() *Statement { return new(Statement).Func() }

// Type is the keyword.
func Type() *Statement { return new(Statement).Type() }

// Var is the keyword.
func Var() *Statement { return new(Statement).Var() }

// Const is the keyword.
func Const() *Statement { return new(Statement).Const() }

// Nil is the identifier.
func Nil() *Statement { return new(Statement).Nil() }

// String is the type.
func String() *Statement { return new(Statement).String() }

// Bool is the type.
func Bool() *Statement { return new(Statement).Bool() }

// Len is a call of len.
func Len(x Code) *Statement { return Id("len").Call(x) }

// Panic is a call of panic.
func Panic(x Code) *Statement { return Id("panic").Call(x) }
