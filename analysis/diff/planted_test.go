package diff_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// realSpecs are specs as people write them.
var realSpecs = []string{"", "specs/lake.yaml", "specs/clusters.yaml", "specs/tenants.yaml", "specs/acme.yaml"}

// realSpec is one of realSpecs, anew; "" is the built-in one.
func realSpec(t testing.TB, name string) *spec.Spec {
	t.Helper()
	if name == "" {
		return load(t, string(spec.BuiltIn))
	}
	return loadFile(t, name)
}

// fault is a change of a spec.
type fault struct {
	kind  string
	what  string
	plant func(*spec.Spec) // in a spec of its own
	sure  bool             // it makes something wider, by what it is
}

// quota is how many faults or rewrites of a kind are made of a spec: some, or more if
// EMRIAM_ALL is set.
func quota(some, all int) int {
	if os.Getenv("EMRIAM_ALL") != "" {
		return all
	}
	return some
}

// TestPlanted plants faults that make something wider, each where it does, and wants
// all of them to be wider.
func TestPlanted(t *testing.T) {
	t.Parallel()
	each := quota(3, 14)
	caught, planted := 0, 0
	kinds := map[string]int{}
	for _, name := range realSpecs {
		old := realSpec(t, name)
		all := faultsOf(old)
		random := rand.New(rand.NewPCG(11, uint64(len(all))))
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		byKind, allowed := map[string]int{}, map[string][]eval.Policies{}
		for _, f := range all {
			if byKind[f.kind] == each {
				continue
			}
			new := realSpec(t, name)
			f.plant(new)
			if !f.sure && !widens(t, allowed, old, new) {
				continue
			}
			byKind[f.kind]++
			kinds[f.kind]++
			planted++
			r, err := diff.Compare(diff.Side{Name: "old", Spec: old}, diff.Side{Name: "new", Spec: new})
			if err != nil {
				t.Errorf("%s: %s, %s: %v", name, f.kind, f.what, err)
				continue
			}
			if !r.Wider() {
				t.Errorf("%s: %s, %s: it is %s:\n%s", name, f.kind, f.what, r.Verdict, r.Text())
				continue
			}
			caught++
		}
	}
	t.Logf("caught %d of %d planted faults: %v", caught, planted, kinds)
	least := quota(8, 40)
	for _, kind := range []string{"statement", "condition", "attachment", "boundary", "default", "environment", "pattern", "trust", "when"} {
		if kinds[kind] < least {
			t.Errorf("%d faults are of the kind %s", kinds[kind], kind)
		}
	}
}

// widens reports whether a side allows something in some deployment that the other
// does not, each deployment by itself. It caches what old allows.
func widens(t testing.TB, allowed map[string][]eval.Policies, old, new *spec.Spec) bool {
	t.Helper()
	all := comparer{}
	gains := func(before, after spec.Binding) bool {
		key := fmt.Sprint(before)
		if allowed[key] == nil {
			allowed[key] = slices.Collect(policiesIn(old, before))
		}
		i := -1
		for q := range policiesIn(new, after) {
			i++
			if p := allowed[key][i]; !reflect.DeepEqual(p, q) && len(all.compare(t, p, q).Gained) > 0 {
				return true
			}
		}
		return false
	}
	space := deploy.New(new, old)
	at := space.Places[0]
	for _, c := range someChoices(space) {
		if gains(c.in(old, at), c.in(new, at)) || gains(c.defaults(old).in(old, at), c.defaults(new).in(new, at)) {
			return true
		}
	}
	for i, e := range new.Environments {
		if gains(old.Environments[i].Binding, e.Binding) {
			return true
		}
	}
	return false
}

// someChoices are those with all that may be given, without anything, and those with
// one parameter more or less.
func someChoices(space *deploy.Space) []choice {
	var out []choice
	for _, last := range []bool{false, true} {
		base := choice{map[string]int{}, map[string][]string{}}
		option := func(p *deploy.Param) int {
			if last {
				return len(p.Var.Options) - 1
			}
			return 0
		}
		for _, p := range space.Params {
			if p.Var == nil {
				base = base.with(p.Name, 0, p.Own)
			} else {
				base = base.with(p.Name, option(p), p.Var.Options[option(p)].Values)
			}
		}
		out = append(out, base)
		for _, p := range space.Params {
			if p.Var == nil {
				continue
			}
			for o := range p.Var.Options {
				if o != option(p) {
					out = append(out, base.with(p.Name, o, p.Var.Options[o].Values))
				}
			}
		}
	}
	return out
}

// policiesIn are the trust policy and the others of each role, and each customer managed
// policy, in one deployment.
func policiesIn(s *spec.Spec, b spec.Binding) iter.Seq[eval.Policies] {
	return func(yield func(eval.Policies) bool) {
		for _, r := range s.Roles {
			if !yield(eval.Policies{Trust: document(b, r.Trust)}) || !yield(deployed(s, r, b)) {
				return
			}
		}
		for _, p := range s.Policies {
			if !p.Made() && !yield(eval.Policies{Identity: []*iam.Document{document(b, p.Own())}}) {
				return
			}
		}
	}
}
