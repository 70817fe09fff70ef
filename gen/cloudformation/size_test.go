package cloudformation_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen/cloudformation"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/spec"
)

// TestAtMost holds the estimate of a template's size against the size, also
// after each text and each list of the spec in turn has grown: what templates
// print and the estimate forgets shows there.
func TestAtMost(t *testing.T) {
	t.Parallel()
	for _, s := range append(cases(t), rich(t)) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			checkAtMost(t, s, "nothing")
			g := grower{t: t, spec: s, seen: map[uintptr]bool{}, done: map[string]bool{}}
			g.walk("", reflect.ValueOf(s).Elem())
			if g.grew < 20 {
				t.Errorf("%d ways to grow", g.grew)
			}
		})
	}
}

// TestBuiltInIsFarFromQuotas keeps validate from compiling the built-in spec.
func TestBuiltInIsFarFromQuotas(t *testing.T) {
	t.Parallel()
	s := specfile.Compile(t, spec.BuiltInFile, spec.BuiltIn)
	checkAtMost(t, s, "nothing")
	for _, st := range s.Stacks {
		if n := cloudformation.AtMost(s, st); n > 51_200 {
			t.Errorf("stack %s is estimated to have %d bytes, and has %d", st.Name, n, len(cloudformation.Template(s, st)))
		}
	}
}

// TestCountOutputs holds the number that is held against the quota.
func TestCountOutputs(t *testing.T) {
	t.Parallel()
	for _, s := range append(cases(t), own(t)...) {
		for _, st := range s.Stacks {
			if counted, printed := cloudformation.Outputs(s, st); counted != printed || counted == 0 {
				t.Errorf("stack %s of %s: counted %d outputs, printed %d", st.Name, s.Name, counted, printed)
			}
		}
	}
}

func checkAtMost(t *testing.T, s *spec.Spec, grown string) {
	t.Helper()
	for _, st := range s.Stacks {
		got, most := len(cloudformation.Template(s, st)), cloudformation.AtMost(s, st)
		if got > most {
			t.Errorf("stack %s has %d bytes, more than the estimated %d, after this grew: %s", st.Name, got, most, grown)
		}
	}
}

// grower lets a spec grow, one field after another.
type grower struct {
	t    *testing.T
	spec *spec.Spec
	seen map[uintptr]bool
	done map[string]bool // paths without indices
	grew int
}

func (g *grower) walk(path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && !g.seen[v.Pointer()] {
			g.seen[v.Pointer()] = true
			g.walk(path, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() && f.Type != reflect.TypeFor[*spec.Stack]() { // of a role: there are Stacks
				g.walk(path+"."+f.Name, v.Field(i))
			}
		}
	case reflect.Slice:
		g.list(path, v)
		for i := range v.Len() {
			g.walk(path, v.Index(i))
		}
	case reflect.Interface:
		g.part(path, v)
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.CanSet() {
			g.text(path, v.String(), v.SetString)
		}
	}
}

// text grows by what needs quotes, by what is escaped, by words, and by what is
// no hole.
func (g *grower) text(path, old string, set func(string)) {
	if g.done[path] {
		return
	}
	g.done[path] = true
	for _, more := range []string{"x", "\x01", "\"", "four words in it ", "${", "${a}"} {
		set(old + strings.Repeat(more, 300))
		g.check(path + " by " + more)
	}
	set(old)
}

func (g *grower) part(path string, v reflect.Value) {
	switch p := v.Interface().(type) {
	case spec.Lit:
		g.text(path+".Lit", string(p), func(s string) { v.Set(reflect.ValueOf(spec.Lit(s))) })
	case spec.PolicyVar:
		g.text(path+".PolicyVar", string(p), func(s string) { v.Set(reflect.ValueOf(spec.PolicyVar(s))) })
	case spec.ByPartition:
		g.text(path+".ByPartition", p.Key, func(s string) { v.Set(reflect.ValueOf(spec.ByPartition{Key: s, In: p.In})) })
	}
}

// list repeats the elements; a When gets all parameters that can be in one. A
// text that differs by partition stands alone.
func (g *grower) list(path string, v reflect.Value) {
	if v.Len() == 0 && v.Type() != reflect.TypeFor[spec.When]() || g.done[path] || !v.CanSet() {
		return
	}
	old := reflect.ValueOf(v.Interface())
	switch l := v.Interface().(type) {
	case spec.When:
		var all spec.When
		for _, p := range g.spec.Params {
			if p.Conditional() {
				all = append(all, p)
			}
		}
		v.Set(reflect.ValueOf(all))
	case spec.Value:
		if _, ok := l[0].(spec.ByPartition); ok {
			return
		}
		v.Set(reflect.ValueOf(slices.Repeat(l, 100)))
	default:
		for range 6 {
			v.Set(reflect.AppendSlice(v, v))
		}
	}
	g.done[path] = true
	g.check(path + " by elements")
	v.Set(old)
}

func (g *grower) check(grown string) {
	g.grew++
	checkAtMost(g.t, g.spec, grown)
}
