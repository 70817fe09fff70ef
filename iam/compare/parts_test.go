package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
)

func TestMeter(t *testing.T) {
	t.Parallel()
	m := &meter{limit: 10}
	want := func(name string, spent, wantSpent bool, left int) {
		t.Helper()
		if spent != wantSpent || m.left() != left {
			t.Errorf("%s: %t, and %d are left, not %t and %d", name, spent, m.left(), wantSpent, left)
		}
	}
	want("four of ten", m.spend(3), true, 6)
	m.share(2, func() {
		want("one of a half", m.spend(0), true, 2)
		want("too many of it", m.spend(2), false, 0)
		want("one more", m.spend(0), false, 0)
	})
	want("all of the other half", m.spend(2), true, 0)
	want("one more", m.spend(0), false, 0)
	m.limit = 5 // as it is after others have used a share
	want("one, when more are used than there are", m.spend(0), false, 0)
	if m.used != 10 {
		t.Errorf("%d are used", m.used)
	}
}

func TestBitset(t *testing.T) {
	t.Parallel()
	for i := range 200 {
		b, other := newBitset(200), newBitset(200)
		if b.add(i); b.first() != i || !b.has(i) || other.first() != -1 || b.meets(other) || b.within(other) || !other.within(b) {
			t.Errorf("%d: %v", i, b)
		}
		if other.add(i); !b.meets(other) || !b.within(other) || b.and(other, true).first() != i || b.and(other, false).first() != -1 {
			t.Errorf("%d and itself: %v", i, other)
		}
	}
}

// A pattern matches the example that is made of it.
func TestExampleResource(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"*":                      "arn:example:example:example:example:example",
		"arn:*":                  "arn:aws:example:example:example:example",
		"arn:aws:s3*":            "arn:aws:s3:example:example:example",
		"arn:*:*:*:*:*":          "arn:aws:example:us-east-1:123456789012:example",
		"*:aws:s3:::b?/*":        "arn:aws:s3:::bx/example",
		"arn:aws:sqs:u-*-?:1*:q": "arn:aws:sqs:u--x:1:q",
		"arn:aws:s3:::b/a:*":     "arn:aws:s3:::b/a:example",
		"arn:aws:s3:::${t:a, 'x'}/${aws:userid}}": "arn:aws:s3:::example/example}",
		"arn:${t:a}:sqs:${t:a}:${t:a}:${t:a":      "arn:aws:sqs:us-east-1:123456789012:${t:a",
	} {
		p, _ := resourcePattern(text, true)
		if got := exampleResource(text); got != want || !p.Match(got) {
			t.Errorf("%s: %s, not %s", text, got, want)
		}
	}
}

func TestCapture(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, value string
		want        map[string]string
	}{
		{"b/${aws:username}/*", "b/ann/x/y", map[string]string{"aws:username": "ann"}},
		{"b/${aws:username}/*", "b/ann", nil},
		{"b/${AWS:UserName, 'x'}", "b/ann", map[string]string{"aws:username": "ann"}},
		{"${t:a}-${t:b}-${t:a}", "1-2-3", map[string]string{"t:a": "1", "t:b": "2"}},
		{"a.?${t:a}", "a.xy", map[string]string{"t:a": "y"}},
		{"a.?${t:a}", "abxy", nil},
		{"${*}${?}${$}${t:a}", "*?$y", map[string]string{"t:a": "y"}},
		{"${*}${?}${$}${t:a}", "xxxy", nil},
		{"a${t:a}", "xay", nil},
		{"${t:a}", "y\n", map[string]string{"t:a": "y\n"}},
	} {
		if got := capture(tt.text, tt.value); !maps.Equal(got, tt.want) || (got == nil) != (tt.want == nil) {
			t.Errorf("%s of %s: %v, not %v", tt.text, tt.value, got, tt.want)
		}
	}
}

func TestFilledWith(t *testing.T) {
	t.Parallel()
	values := map[string]string{"t:a": "1", "t:b": ""}
	for text, want := range map[string]string{
		"a*/${T:A}-${ t:a }":           "aexample/1-1",
		"${t:b}|${t:b, 'x'}":           "|x",
		"${t:a, 'x'}${t:c}${t:d, 'x'}": "1example-valueexample-value",
		"${*}${?}${$}?${t:a":           "*?$x${t:a",
	} {
		if got := filledWith(text, values, exampleText); got != want {
			t.Errorf("%s: %s, not %s", text, got, want)
		}
	}
}

func TestVariablesIn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"a*":                              nil,
		"${aws:username}/${*}${t:a, 'x'}": {"aws:username", "t:a"},
		"x${$}{t:a}${ t:b }${t:b}${t:c":   {"t:b", "t:b"},
	} {
		if got := variablesIn(text); !slices.Equal(got, want) {
			t.Errorf("%s: %q, not %q", text, got, want)
		}
	}
}

func TestAroundNetwork(t *testing.T) {
	t.Parallel()
	for network, want := range map[string][]string{
		"10.0.0.4/30":   {"10.0.0.4", "10.0.0.7", "10.0.0.3", "10.0.0.8"},
		"10.32.0.0/11":  {"10.32.0.0", "10.63.255.255", "10.31.255.255", "10.64.0.0"},
		"0.0.0.0/0":     {"0.0.0.0", "255.255.255.255"},
		"2001:db8::/33": {"2001:db8::", "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8:8000::"},
		"nowhere":       nil,
	} {
		if got := aroundNetwork(network); !slices.Equal(got, want) {
			t.Errorf("%s: %q, not %q", network, got, want)
		}
	}
}

func TestOther(t *testing.T) {
	t.Parallel()
	var some []rune
	for _, want := range "xyzwvutsrqponmlkjihgfedcba0123456789àáâ" {
		if got := other(some); got != want {
			t.Errorf("%c, not %c", got, want)
		}
		some = append(some, want)
	}
}

func TestKeyNames(t *testing.T) {
	t.Parallel()
	s := &search{}
	for _, want := range []string{" of a", " of a, b", " of a, b, c", " of a, b and 2 more keys"} {
		s.keys = append(s.keys, &dimension{name: string("abcd"[len(s.keys)])})
		if got := s.keyNames(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestSubset(t *testing.T) {
	t.Parallel()
	for number, want := range []string{"", "a", "b", "ab", "c", "ac", "bc", "abc"} {
		if got := strings.Join(subset([]string{"a", "b", "c"}, number), ""); got != want {
			t.Errorf("%d: %q, not %q", number, got, want)
		}
	}
}

// Callers that a principal may be about: the account, and the role with a
// session of it; of a service, the service alone.
func TestExamplesOfPrincipal(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind, value string
		want        []string
	}{
		{"Service", "ec2.amazonaws.com", []string{"Service:ec2.amazonaws.com"}},
		{"AWS", "111122223333", []string{"arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/example"}},
		{"AWS", "arn:aws-cn:iam::111122223333:role/a/b", []string{
			"arn:aws-cn:iam::111122223333:root", "arn:aws-cn:iam::111122223333:role/example",
			"arn:aws-cn:iam::111122223333:role/a/b", "arn:aws-cn:sts::111122223333:assumed-role/b/example",
		}},
	} {
		if got := examplesOfPrincipal(iam.Principal{Type: tt.kind, Values: []string{tt.value}}); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, not %q", tt.value, got, tt.want)
		}
	}
}

// Each choice of up to five texts with variables is looked at; of more it is
// reported that there are others.
func TestNewDimensionOfManyTexts(t *testing.T) {
	t.Parallel()
	e := &eval.Compiler{Evaluator: &eval.Evaluator{}, Index: map[string]int{}, Variables: true}
	for n := range 8 {
		var asks []*asked
		for i := range n {
			c, _ := e.Condition(iam.Condition{Operator: "StringEquals", Key: "t:a", Values: []string{fmt.Sprintf("${t:v%d}", i)}})
			asks = append(asks, newAsked(c, true))
		}
		d := newDimension(unlimited(), "t:a", asks)
		want := ""
		if n > 5 {
			want = "values that depend on t:v5"
		}
		if d.partial != want || len(d.classes) < 1<<min(n, 5) {
			t.Errorf("of %d texts: %d classes, partial %q, not %q", n, len(d.classes), d.partial, want)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":              nil,
		"a*?":           {"a", "*", "?"},
		"a${x}b":        {"a", "${x}", "b"},
		"${x}${y, 'z'}": {"${x}", "${y, 'z'}"},
		"$}":            {"$", "}"},
	} {
		if got := tokens(text); !slices.Equal(got, want) {
			t.Errorf("%s: %q, not %q", text, got, want)
		}
	}
}

func TestEverywhere(t *testing.T) {
	t.Parallel()
	for n := range 70 {
		if all := everywhere(n); n > 0 && (!all.has(0) || !all.has(n-1)) {
			t.Errorf("%d: %v", n, all)
		}
	}
}
