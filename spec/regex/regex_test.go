package regex

import (
	"math/rand/v2"
	"testing"
)

// TestSample wants of each pattern texts that it matches.
func TestSample(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 1))
	for _, pattern := range []string{`[A-Z]{3}\d{4}`, `[a-z]{2,4}-[0-9]+`, `(a|b|cd)*x?`, `s-[^\n\r]+`, `[^a-z]`, `.{3,}`} {
		for range 20 {
			if s := Sample(pattern, random); !Matches(pattern, s) {
				t.Errorf("%s does not match %q", pattern, s)
			}
		}
	}
	if s := Sample("[", random); s != "" {
		t.Errorf("have the sample %q of no pattern", s)
	}
}

// TestPortable compares regular expressions with those that targets print.
func TestPortable(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		"^team-.+$": `team-[^\n\r]+`, `a\.b[.]`: `a\.b[.]`, `a\$`: `a\$`, `a\\$`: `a\\`, `[\].].`: `[\].][^\n\r]`, "": "",
	} {
		if got := Portable(pattern); got != want {
			t.Errorf("%s is %s, want %s", pattern, got, want)
		}
	}
}

func TestMaxLength(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]int{
		`[a-z]{1,20}`:                            20,
		`team-(a|bcd)?`:                          8,
		`[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]`:       63,
		`(ab){2,3}`:                              6,
		`^x$`:                                    1,
		`a*`:                                     Unlimited,
		`x+y`:                                    Unlimited,
		`a{2,}`:                                  Unlimited,
		`(a*){0}`:                                0,
		`true|false`:                             5,
		`é{3}`:                                   3,
		`[A-Za-z0-9_/.#-]{1,512}`:                512,
		`sg-[0-9a-f]{8,17}`:                      20,
		`(?i)abc`:                                3,
		`[`:                                      Unlimited,
		`[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/x)??`: 65,
	} {
		if got := MaxLength(pattern); got != want {
			t.Errorf("MaxLength(%s) = %d, want %d", pattern, got, want)
		}
	}
}
