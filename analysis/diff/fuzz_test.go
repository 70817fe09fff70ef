package diff_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/spec"
)

// script is a source of random numbers that are written in it, a byte each; then
// they are all alike.
type script struct {
	text []byte
	at   uint64
}

// Uint64 is the next number.
func (s *script) Uint64() uint64 {
	s.at++
	if len(s.text) == 0 {
		return s.at * 0x9e3779b97f4a7c15
	}
	b := s.text[0]
	s.text = s.text[1:]
	return uint64(b)<<56 | s.at
}

var swapped = strings.NewReplacer("wider", "narrower", "narrower", "wider")

// FuzzCompare holds that any two specs can be compared, in both orders, with one
// verdict, and that a spec is the same as itself.
func FuzzCompare(f *testing.F) {
	n, first := rounds(f, 40)
	for i := range n {
		random := rand.New(rand.NewPCG(first, uint64(i)))
		text := make([]byte, 120)
		for i := range text {
			text[i] = byte(random.Uint32())
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m := maker{rand.New(&script{text: text})}
		first := m.recipe(4)
		if m.chance(30) {
			m.declare(first)
		}
		second := m.mutant(first)
		if m.chance(60) {
			m.declare(second)
		}
		old, new := loaded(first), loaded(second)
		if old == nil || new == nil {
			return
		}
		verdict := func(old, new *spec.Spec) string {
			r, err := diff.Compare(diff.Side{Name: "old", Spec: old}, diff.Side{Name: "new", Spec: new})
			if err != nil {
				t.Fatalf("%v\n%s\n%s", err, first.YAML(), diffText(first.YAML(), second.YAML()))
			}
			return string(r.Verdict)
		}
		there, back := verdict(old, new), verdict(new, old)
		if there != swapped.Replace(back) {
			t.Errorf("one way it is %s, the other %s:\n%s\n%s", there, back, first.YAML(), diffText(first.YAML(), second.YAML()))
		}
		if itself := verdict(old, old); itself != "same" {
			t.Errorf("against itself it is %s:\n%s", itself, first.YAML())
		}
	})
}
