package diff

import (
	"maps"
	"slices"

	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
)

// witnesses shortens witnesses to the part of the deployment that matters.
type witnesses struct {
	old, new  *eval.Evaluator
	variables []*formula.Variable
	absent    []string // keys that were asked for, of no variable
}

func newWitnesses(older, newer eval.Policies, variables []*formula.Variable) (*witnesses, error) {
	before, err := eval.Compile(older)
	if err != nil {
		return nil, err
	}
	after, err := eval.Compile(newer)
	return &witnesses{old: before, new: after, variables: variables}, err
}

// undecided is the option of a variable that may have any option.
const undecided = -1

// least returns a request without the choices of its deployment, and the choices
// that matter: whatever the others are, the two sides decide as on r.
func (w *witnesses) least(r eval.Request) (Witness, []string) {
	options := make([]int, len(w.variables))
	for i, v := range w.variables {
		options[i] = v.Chosen(r.Context.Values)
	}
	request := r
	request.Context = eval.Context{Values: maps.Clone(r.Context.Values)}
	maps.DeleteFunc(request.Context.Values, func(key string, _ []string) bool { _, is := formula.IsKey(key); return is })
	before, after := w.decide(&request, options)
	var given []string
	for i, v := range w.variables {
		chosen := options[i]
		alike := func(option int) bool {
			options[i] = option
			was, is := w.decide(&request, options)
			return was == before && is == after
		}
		same := alike(undecided)
		for o := 0; !same && alike(o); o++ {
			same = o == len(v.Options)-1
		}
		if options[i] = undecided; !same {
			options[i] = chosen
			given = append(given, v.Describe(chosen))
		}
	}
	return Witness{r.Principal, r.Action, r.Resource, request.Context.Values}, given
}

// decide returns whether the two sides allow a request without other keys, if
// variables have these options.
func (w *witnesses) decide(r *eval.Request, options []int) (older, newer eval.Truth) {
	chosen := *r
	chosen.Context.Values = maps.Clone(r.Context.Values)
	chosen.Context.Absent = slices.Clone(w.absent)
	for i, v := range w.variables {
		if options[i] == undecided {
			continue
		}
		v.Choose(chosen.Context.Values, options[i])
		if chosen.Context.Values[v.Key()] == nil {
			chosen.Context.Absent = append(chosen.Context.Absent, v.Key())
		}
	}
	return w.allowed(w.old, &chosen), w.allowed(w.new, &chosen)
}

// allowed returns whether a request is allowed whose keys are all known, except
// those of variables.
func (w *witnesses) allowed(e *eval.Evaluator, r *eval.Request) eval.Truth {
	for {
		d := e.Evaluate(r)
		switch d.Effect {
		case eval.Allowed:
			return eval.Yes
		case eval.ImplicitDeny, eval.ExplicitDeny:
			return eval.No
		}
		known := len(w.absent)
		for _, key := range d.Needs {
			if _, is := formula.IsKey(key); !is && !slices.Contains(r.Context.Absent, key) {
				w.absent = append(w.absent, key)
				r.Context.Absent = append(r.Context.Absent, key)
			}
		}
		if len(w.absent) == known {
			return eval.Maybe
		}
	}
}
