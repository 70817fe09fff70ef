package regex

import "testing"

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
