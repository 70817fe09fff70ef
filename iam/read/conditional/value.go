package conditional

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
)

// Value is what something is in each deployment: at most one alternative holds.
// Where none does, it is not there.
type Value []Alternative

// Alternative is what something is where a Formula holds: a string, a bool, a
// json.Number, nil for JSON's null, a List, a Map, a Text, or Statements.
type Alternative struct {
	When formula.Formula
	Of   any
}

type (
	// List is a list, without those elements that are not there.
	List []Value
	// Map is an object, without those members that are not there.
	Map map[string]Value
	// Text is a text that is the JSON of a value.
	Text struct{ JSON Value }
	// Statements is a policy document that has already been divided: parts of it, each
	// where a Formula holds.
	Statements []Statement
)

// Statement is a part of a policy document.
type Statement struct {
	When formula.Formula
	*iam.Document
}

// Always is a value that is the same in every deployment. Lists and objects are
// as encoding/json decodes them.
func Always(of any) Value { return Value{{formula.Always, lift(of)}} }

func lift(of any) any {
	switch of := of.(type) {
	case []any:
		out := List{}
		out = append(out, lists.Map(of, Always)...)
		return out
	case []string:
		out := List{}
		out = append(out, lists.Map(of, func(v string) Value { return Always(v) })...)
		return out
	case map[string]any:
		out := Map{}
		for key, v := range of {
			out[key] = Always(v)
		}
		return out
	}
	return of
}

// Under is v where a Formula holds.
func (v Value) Under(f formula.Formula) Value {
	var out Value
	for _, a := range v {
		if both := And(a.When, f); len(both) > 0 {
			out = append(out, Alternative{both, a.Of})
		}
	}
	return out
}

// Map is v with each text in it replaced, except keys.
func (v Value) Map(f func(string) string) Value {
	out := make(Value, len(v))
	for i, a := range v {
		switch of := a.Of.(type) {
		case string:
			a.Of = f(of)
		case List:
			list := make(List, len(of))
			for j, e := range of {
				list[j] = e.Map(f)
			}
			a.Of = list
		case Map:
			object := Map{}
			for key, e := range of {
				object[key] = e.Map(f)
			}
			a.Of = object
		case Text:
			of.JSON = of.JSON.Map(f)
			a.Of = of
		}
		out[i] = a
	}
	return out
}

// Absent is the Formula under which v is not there.
func (v Value) Absent() formula.Formula {
	var all formula.Formula
	for _, a := range v {
		all = Or(all, a.When)
	}
	return without(formula.Always, all)
}

// each calls f with the alternatives of v that are possible where a Formula holds.
func (v Value) each(when formula.Formula, f func(when formula.Formula, of any)) {
	for _, a := range v {
		if both := And(when, a.When); len(both) > 0 {
			f(both, a.Of)
		}
	}
}

// variables adds the variables of all conditions in v.
func (v Value) variables(out formula.Formula) formula.Formula {
	for _, a := range v {
		out = append(out, a.When...)
		switch of := a.Of.(type) {
		case List:
			for _, e := range of {
				out = e.variables(out)
			}
		case Map:
			for _, e := range of {
				out = e.variables(out)
			}
		case Text:
			out = of.JSON.variables(out)
		}
	}
	return out
}

// whole are the alternatives of v without variables: lists and
// objects as encoding/json decodes them. It looks at each combination of the
// variables in v.
func (v Value) whole() Value {
	vars := v.variables(nil).Variables()
	if len(vars) == 0 {
		if of, ok := v.at(nil); ok {
			return Value{{formula.Always, of}}
		}
		return nil
	}
	terms, err := formula.Assignments(vars)
	if err != nil {
		panic(err)
	}
	var out Value
	index := map[string]int{}
	for _, t := range terms {
		of, ok := v.at(t)
		if !ok {
			continue
		}
		key := fmt.Sprintf("%#v", of)
		if i, ok := index[key]; ok {
			out[i].When = Or(out[i].When, formula.Formula{t})
			continue
		}
		index[key] = len(out)
		out = append(out, Alternative{formula.Formula{t}, of})
	}
	return out
}

// at is v under a term that decides all of its variables; false if it is not
// there.
func (v Value) at(t formula.Term) (of any, ok bool) {
	i := slices.IndexFunc(v, func(a Alternative) bool { return slices.ContainsFunc(a.When, t.Implies) })
	if i < 0 {
		return nil, false
	}
	switch of := v[i].Of.(type) {
	case List:
		out := []any{}
		for _, e := range of {
			if one, ok := e.at(t); ok {
				out = append(out, one)
			}
		}
		return out, true
	case Map:
		out := map[string]any{}
		for key, e := range of {
			if one, ok := e.at(t); ok {
				out[key] = one
			}
		}
		return out, true
	case Text:
		inner, _ := of.JSON.at(t)
		text, err := json.Marshal(inner)
		if err != nil {
			panic(err)
		}
		return string(text), true
	default:
		return of, true
	}
}

// Scalar is the text of a string, a number or a bool.
func Scalar(of any) (string, error) {
	switch of := of.(type) {
	case string:
		return of, nil
	case json.Number, float64, bool:
		return fmt.Sprint(of), nil
	case nil:
		return "", errors.New("null where a text is expected")
	default:
		return "", fmt.Errorf("%T where a text is expected", of)
	}
}
