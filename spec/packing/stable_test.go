package packing

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// bench is a role that can be packed again and again.
type bench struct {
	*sizer
	place    spec.Place
	policies []*spec.RolePolicy
}

// homes are the document in which each statement ends up, and the statements that each
// document has.
type homes struct {
	of   map[*spec.Statement]string
	docs map[string][]*spec.Statement
}

// homes packs the role.
func (b *bench) homes(t *testing.T) homes {
	t.Helper()
	l := &diag.List{}
	s := *b.spec
	s.Policies = nil
	st := &spec.Stack{}
	r := &spec.Role{Header: spec.Header{Name: "Role", Stack: st, Place: b.place}, RoleName: spec.Text("role"), Path: spec.Text("/"), Policies: b.policies, Trust: &spec.Document{}}
	s.Roles = []*spec.Role{r}
	st.Roles = s.Roles
	pk := &packer{b.sizer, &s, l, takenNames(&spec.Spec{Roles: s.Roles})}
	pk.roles(s.Roles)
	if l.Len() > 0 {
		t.Fatal(l.Findings())
	}
	home, docs := map[*spec.Statement]string{}, map[string][]*spec.Statement{}
	add := func(name string, d *spec.Document) {
		for _, st := range d.Statements {
			home[st], docs[name] = name, append(docs[name], st)
		}
	}
	for _, p := range r.Policies {
		add("inline", p.Document)
	}
	for _, p := range s.Policies {
		add(p.Name, p.Document)
		if n := pk.size(p.Document); n > iam.MaxManagedPolicy && len(p.Document.Statements) > 1 {
			t.Errorf("%s has %d characters", p.Name, n)
		}
		if len(p.Document.Presence()) > 1 {
			t.Errorf("%s can be there for several reasons", p.Name)
		}
	}
	for _, p := range b.policies {
		for _, st := range p.Document.Statements {
			if home[st] == "" {
				t.Errorf("%s is nowhere", st.Sid)
			}
		}
	}
	return homes{home, docs}
}

// tally counts what additions did.
type tally struct{ additions, forced, moved int }

// grow adds an action to st, and holds that no other statement moves unless
// the document that st is in does not fit any more. It returns the new homes.
func (b *bench) grow(t *testing.T, st *spec.Statement, before homes, sum *tally) homes {
	t.Helper()
	sum.additions++
	st.Actions = append(slices.Clip(st.Actions), spec.Item{Value: spec.Text(fmt.Sprintf("s3:GetObjectAttributes%03d", sum.additions%1000))})
	delete(b.known, st)
	after := b.homes(t)
	at := before.of[st]
	forced := !b.stillFits(at, before.docs[at])
	if forced {
		sum.forced++
	}
	others := 0
	for o, was := range before.of {
		if o == st || after.of[o] == was {
			continue
		}
		others++
		if was != at {
			t.Errorf("%s grew in %s, and %s moved from %s to %s", st.Sid, at, o.Sid, was, after.of[o])
		}
		if len(before.docs[after.of[o]]) > 0 {
			t.Errorf("%s moved to %s, which was there before", o.Sid, after.of[o])
		}
	}
	if others > 0 && !forced {
		t.Errorf("%s grew, %s still fits, and %d others moved", st.Sid, at, others)
	}
	sum.moved += others
	return after
}

// stillFits reports whether a document fits with the statements it had.
func (b *bench) stillFits(name string, sts []*spec.Statement) bool {
	if name != "inline" {
		return b.fits(b.policies[0].Document)(sts)
	}
	var docs []*spec.Document
	for _, p := range b.policies {
		if slices.Contains(sts, p.Document.Statements[0]) {
			docs = append(docs, p.Document)
		}
	}
	return b.size(docs...) <= iam.MaxInline
}

func (b *bench) statements() []*spec.Statement {
	var out []*spec.Statement
	for _, p := range b.policies {
		out = append(out, p.Document.Statements...)
	}
	return out
}

// TestPackingIsStable adds one action to each statement of random roles in turn.
func TestPackingIsStable(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	var sum tally
	for i := range 60 {
		b := randomRole(random, []spec.Place{spec.PlaceManaged, spec.PlaceAuto}[i%2])
		before := b.homes(t)
		for _, st := range b.statements() {
			actions := st.Actions
			b.grow(t, st, before, &sum)
			st.Actions = actions
			delete(b.known, st)
		}
	}
	t.Logf("%d actions added, each alone: %d documents did not fit any more, %d other statements moved", sum.additions, sum.forced, sum.moved)
	if sum.additions < 2000 || sum.forced == 0 {
		t.Errorf("the roles do not show much: %+v", sum)
	}
	if sum.forced*50 > sum.additions {
		t.Errorf("%d of %d additions made a document too large: there is too little room in documents", sum.forced, sum.additions)
	}
}

// TestHalvesAreStabler holds halves against documents that are filled one after
// the other: those are fewer, but most are nearly full.
func TestHalvesAreStabler(t *testing.T) {
	t.Parallel()
	fill := func(sts []*spec.Statement, fits func([]*spec.Statement) bool) []part {
		out := []part{{number: 1}}
		for _, st := range sts {
			last := &out[len(out)-1]
			if more := append(slices.Clip(last.statements), st); len(more) == 1 || fits(more) {
				last.statements = more
				continue
			}
			out = append(out, part{len(out) + 1, []*spec.Statement{st}})
		}
		return out
	}
	filled, filledDocuments := moves(fill)
	halved, halvedDocuments := moves(split)
	t.Logf("filled: %d documents, %d statements moved; halved: %d documents, %d statements moved", filledDocuments, filled, halvedDocuments, halved)
	if halved*10 > filled || halvedDocuments > filledDocuments*5/4 {
		t.Error("halves are not worth it")
	}
}

// moves adds an action to each statement of random policies in turn, and counts
// the documents, and the other statements that come into another document.
func moves(split func([]*spec.Statement, func([]*spec.Statement) bool) []part) (moved, documents int) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		b := randomRole(random, spec.PlaceManaged)
		d := &spec.Document{Version: "2012-10-17", Statements: b.statements()}
		for _, st := range d.Statements {
			st.When, st.Resources[0].Value = nil, spec.Text("arn:aws:s3:::amzn-s3-demo/*")
		}
		home := func() map[*spec.Statement]int {
			out := map[*spec.Statement]int{}
			for _, sh := range split(d.Statements, b.fits(d)) {
				for _, st := range sh.statements {
					out[st] = sh.number
				}
			}
			return out
		}
		before := home()
		documents += len(slices.Compact(slices.Sorted(maps.Values(before))))
		for _, st := range d.Statements {
			actions := st.Actions
			st.Actions = append(slices.Clip(actions), spec.Item{Value: spec.Text("s3:GetObjectAttributes000")})
			delete(b.known, st)
			for o, number := range home() {
				if o != st && before[o] != number {
					moved++
				}
			}
			st.Actions = actions
			delete(b.known, st)
		}
	}
	return moved, documents
}

func randomRole(random *rand.Rand, place spec.Place) *bench {
	s := &spec.Spec{}
	for i := range 3 {
		s.Params = append(s.Params, &spec.Param{Name: fmt.Sprint("P", i), Type: spec.BucketName, Optional: true})
	}
	b := &bench{sizer: newSizer(s), place: place}
	for i := range 1 + random.IntN(4) {
		d := &spec.Document{Version: "2012-10-17"}
		for j := range 1 + random.IntN(30) {
			st := &spec.Statement{Sid: fmt.Sprintf("S%dx%d", i, j), Effect: "Allow"}
			for k := range 1 + random.IntN(1+random.IntN(20)) {
				st.Actions = append(st.Actions, spec.Item{Value: spec.Text(fmt.Sprintf("s3:%s%d", strings.Repeat("A", random.IntN(20)), k))})
			}
			bucket := spec.Value{spec.Lit("arn:"), spec.Partition, spec.Lit(":s3:::amzn-s3-demo/*")}
			if random.IntN(5) == 0 {
				p := s.Params[random.IntN(3)]
				st.When, bucket = spec.When{spec.Given(p)}, spec.Value{spec.Lit("arn:"), spec.Partition, spec.Lit(":s3:::"), spec.ParamRef{Param: p}, spec.Lit("/*")}
			}
			st.Resources = []spec.Item{{Value: bucket}}
			d.Statements = append(d.Statements, st)
		}
		b.policies = append(b.policies, &spec.RolePolicy{Name: fmt.Sprint("Policy", i), Document: d})
	}
	return b
}

// Grow lets the statements of policies grow in place, as growTo does, and returns how
// many actions were added, how many documents did not fit any more, and how many other
// statements moved.
func Grow(t *testing.T, s *spec.Spec, place spec.Place, policies []*spec.RolePolicy) (additions, forced, moved int) {
	t.Helper()
	var sum tally
	(&bench{newSizer(s), place, policies}).growTo(t, 2*iam.MaxInline, &sum)
	return sum.additions, sum.forced, sum.moved
}

// Fits reports whether a stack of s is within the limits.
func Fits(st *spec.Stack, s *spec.Spec) bool { return weigh(st, s.Longest(), nil).fits() }

// growTo adds actions, to one statement after the other, until there are so
// many characters or no statement may grow without being too large by itself.
func (b *bench) growTo(t *testing.T, size int, sum *tally) {
	t.Helper()
	at := b.homes(t)
	for grew := true; grew && b.size(documents(b.policies)...) < size; {
		grew = false
		for _, st := range b.statements() {
			if b.size(&spec.Document{Statements: []*spec.Statement{st}}) < iam.MaxManagedPolicy-100 {
				at = b.grow(t, st, at, sum)
				grew = true
			}
		}
	}
}
