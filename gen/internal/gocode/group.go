package gocode

// Group is a list of statements in the making.
type Group struct{ items []Code }

// Add adds a statement of some parts, and returns it.
func (g *Group) Add(code ...Code) *Statement {
	s := Add(code...)
	g.items = append(g.items, s)
	return s
}

// Id adds a statement that begins with an identifier.
func (g *Group) Id(name string) *Statement { return g.Add().Id(name) }

// Qual adds a statement that begins with an identifier that a package declares.
func (g *Group) Qual(path, name string) *Statement { return g.Add().Qual(path, name) }

// If adds an if statement.
func (g *Group) If(parts ...Code) *Statement { return g.Add().If(parts...) }

// For adds a for statement.
func (g *Group) For(head Code) *Statement { return g.Add().For(head) }

// Return adds a return statement.
func (g *Group) Return(results ...Code) *Statement { return g.Add().Return(results...) }

// Var adds the declaration of a variable.
func (g *Group) Var() *Statement { return g.Add().Var() }

// Defer adds a defer statement.
func (g *Group) Defer() *Statement { return g.Add().Defer() }

// Comment adds a comment.
func (g *Group) Comment(text string) *Statement { return g.Add().Comment(text) }
