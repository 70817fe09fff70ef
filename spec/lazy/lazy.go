// Package lazy holds back what most runs of the command do not need.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp is a regular expression that is compiled when it is first asked for. As
// a variable of a package it costs nothing before that:
//
//	var number = lazy.Regexp{Expr: `^[0-9]+$`}
type Regexp struct {
	Expr string

	once     sync.Once
	compiled *regexp.Regexp
}

// Get is the compiled expression.
func (r *Regexp) Get() *regexp.Regexp {
	r.once.Do(func() { r.compiled = regexp.MustCompile(r.Expr) })
	return r.compiled
}

// MatchString reports whether s has a match of the expression.
func (r *Regexp) MatchString(s string) bool { return r.Get().MatchString(s) }
