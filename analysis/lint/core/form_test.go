package core

import (
	"math/rand/v2"
	"regexp"
	"testing"
)

// TestForms compares the forms that are functions with regular expressions: for
// texts of the form, and for what a few changes make of those.
func TestForms(t *testing.T) {
	t.Parallel()
	isRoleARN := func(s string) bool { _, _, ok := SplitRoleARN(s); return ok }
	for _, form := range []struct {
		name, expr string
		is         func(string) bool
		examples   []string
	}{
		{"role", `^arn:[^:]*:iam::([^:]*):role(/.*/|/)([^/]+)$`, isRoleARN, []string{"arn:aws:iam::123456789012:role/a", "arn:aws:iam::*:role/a/b/c*"}},
		{"type", `^arn:[^:]*:[^:]*:[^:]*:[^:]*:([a-z-]+[/:])?\*+$`, IsAllOfAType, []string{"arn:aws:s3:::*", "arn:aws:iam::1:role/*", "arn:a:b:c:d:e-f:**"}},
		{"any role", `^(\*+|arn:[^:]*:iam::[^:]*:(role/)?\*+)$`, IsAnyRole, []string{"*", "arn:aws:iam::1:role/*", "arn:aws:iam::*:**"}},
	} {
		expr := regexp.MustCompile(form.expr)
		yes := 0
		for _, s := range changed(form.examples, 20_000) {
			got, want := form.is(s), expr.MatchString(s)
			if got != want {
				t.Errorf("%q as %s: %v, want %v", s, form.name, got, want)
			}
			if want {
				yes++
			}
		}
		if yes < 500 {
			t.Errorf("only %d texts have the form %s", yes, form.name)
		}
	}
}

// changed are the examples, and n texts made of them by changes here and there.
func changed(examples []string, n int) []string {
	const signs = "aZ09-_./:*$ ~é\t+"
	r := rand.New(rand.NewPCG(1, 2))
	out := append([]string{""}, examples...)
	for range n {
		s := []rune(examples[r.IntN(len(examples))])
		for range 1 + r.IntN(3) {
			i := r.IntN(len(s) + 1)
			rest := s[i:]
			if len(rest) > 0 && r.IntN(2) == 0 {
				rest = rest[1:]
			}
			tail := append([]rune{}, rest...)
			if sign := []rune(signs); r.IntN(3) > 0 {
				tail = append([]rune{sign[r.IntN(len(sign))]}, tail...)
			}
			s = append(s[:i:i], tail...)
		}
		out = append(out, string(s))
	}
	return out
}
