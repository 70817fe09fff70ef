package cloudformation_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// pythonLiteral reads a literal of Python: dicts, lists, strings, numbers,
// None, True and False.
func pythonLiteral(src string) (any, error) {
	p := &python{rest: strings.TrimSpace(src)}
	v, err := p.value()
	if err == nil && p.rest != "" {
		err = fmt.Errorf("%q after the end", p.rest)
	}
	return v, err
}

type python struct{ rest string }

// take takes s, and the space after it, if it comes next.
func (p *python) take(s string) bool {
	rest, ok := strings.CutPrefix(p.rest, s)
	if ok {
		p.rest = strings.TrimLeft(rest, " \n")
	}
	return ok
}

func (p *python) value() (any, error) {
	switch {
	case p.take("{"):
		return p.dict()
	case p.take("["):
		return p.list()
	case p.take("None"):
		return nil, nil
	case p.take("True"):
		return true, nil
	case p.take("False"):
		return false, nil
	case strings.HasPrefix(p.rest, "'"), strings.HasPrefix(p.rest, `"`):
		return p.text()
	}
	n := len(p.rest) - len(strings.TrimLeft(p.rest, "-0123456789."))
	if n == 0 {
		return nil, fmt.Errorf("no literal: %.20q", p.rest)
	}
	number := json.Number(p.rest[:n])
	p.take(string(number))
	return number, nil
}

func (p *python) dict() (any, error) {
	out := map[string]any{}
	for !p.take("}") {
		key, err := p.value()
		if err != nil {
			return nil, err
		}
		name, ok := key.(string)
		if !ok || !p.take(":") {
			return nil, fmt.Errorf("no key: %v", key)
		}
		if out[name], err = p.value(); err != nil {
			return nil, err
		}
		if !p.take(",") && !strings.HasPrefix(p.rest, "}") {
			return nil, fmt.Errorf("no comma: %.20q", p.rest)
		}
	}
	return out, nil
}

func (p *python) list() (any, error) {
	out := []any{}
	for !p.take("]") {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
		if !p.take(",") && !strings.HasPrefix(p.rest, "]") {
			return nil, fmt.Errorf("no comma: %.20q", p.rest)
		}
	}
	return out, nil
}

// text reads a string. Python's escapes that repr writes are Go's.
func (p *python) text() (any, error) {
	quote := p.rest[:1]
	var out strings.Builder
	for s := p.rest[1:]; s != ""; {
		if strings.HasPrefix(s, quote) {
			p.rest = s
			p.take(quote)
			return out.String(), nil
		}
		r, _, tail, err := strconv.UnquoteChar(s, quote[0])
		if err != nil {
			if len(s) > 1 && s[0] == '\\' && (s[1] == '\'' || s[1] == '"') { // the other quote
				r, tail, err = rune(s[1]), s[2:], nil
			} else {
				return nil, err
			}
		}
		out.WriteRune(r)
		s = tail
	}
	return nil, errors.New("a string without end")
}

func TestPythonLiteral(t *testing.T) {
	t.Parallel()
	got, err := pythonLiteral(`{'a': ['b', None, "it's", 'say "x"', 'both \' and "', 'a\\b\n'], 'c': {}, 'd': True, 'e': -1.5, 'f': []}`)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"a": []any{"b", nil, "it's", `say "x"`, `both ' and "`, "a\\b\n"},
		"c": map[string]any{}, "d": true, "e": json.Number("-1.5"), "f": []any{},
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, bad := range []string{"", "{", "['a' 'b']", "'a", "{1: 2}", "x", "[] []"} {
		if v, err := pythonLiteral(bad); err == nil {
			t.Errorf("%q is %v", bad, v)
		}
	}
}
