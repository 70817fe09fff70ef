package spec

import "testing"

func TestTerms(t *testing.T) {
	t.Parallel()
	env := &Param{Name: "Env", Type: String, Values: []string{"dev", "stage", "prod"}}
	tier := &Param{Name: "Tier", Type: String, Values: []string{"gold", "tin"}, Optional: true}
	key, audit := &Param{Name: "Key", Type: KMSKeyARN, Optional: true}, &Param{Name: "Audit", Type: Boolean}
	not := func(p *Param) Term { return Term{Param: p, Not: true} }
	prod, others := OneOf(env, "prod"), OneOf(env, "stage", "dev")
	for i, tt := range []struct{ got, want bool }{
		{When{prod}.Implies(When{OneOf(env, "stage", "prod")}), true},
		{When{OneOf(env, "stage", "prod")}.Implies(When{prod}), false},
		{When{OneOf(tier, "gold")}.Has(tier), true},
		{When{not(tier)}.Has(tier), false},
		{When{not(key)}.Implies(When{not(key)}), true},
		{When(nil).Covered([]When{{prod}, {others}}), true},
		{When(nil).Covered([]When{{prod}, {OneOf(env, "dev")}}), false},
		{When{OneOf(env, "dev", "prod")}.Covered([]When{{prod}, {OneOf(env, "dev")}}), true},
		{When(nil).Covered([]When{{Given(key)}, {not(key)}}), true},
		{When(nil).Covered([]When{{Given(key), Given(audit)}, {not(key)}, {not(audit)}}), true},
		{When(nil).Covered([]When{{Given(key), Given(audit)}, {not(key)}}), false},
		{When(nil).Covered([]When{{OneOf(tier, "gold")}, {OneOf(tier, "tin")}}), false},
		{When(nil).Covered([]When{{OneOf(tier, "gold")}, {OneOf(tier, "tin")}, {not(tier)}}), true},
		{When(nil).Covered(nil), false},
		{When{Given(key), not(key)}.Satisfiable(), false},
		{When{prod, others}.Satisfiable(), false},
		{When{prod, Given(audit)}.Satisfiable(), true},
		{prod.Holds([]string{"prod"}), true},
		{prod.Holds([]string{"dev"}), false},
		{OneOf(tier, "gold").Holds(nil), false},
		{not(audit).Holds([]string{"false"}), true},
		{not(audit).Holds([]string{"true"}), false},
		{not(key).Holds(nil), true},
	} {
		if tt.got != tt.want {
			t.Errorf("case %d is %t", i, tt.got)
		}
	}
	for _, tt := range []struct {
		term Term
		want string
	}{
		{prod, "Env=dev,stage"},
		{others, "Env=prod"},
		{Given(key), "not Key"},
		{not(audit), "Audit"},
		{OneOf(tier, "gold"), ""},
		{OneOf(env, "dev", "stage", "prod"), ""},
	} {
		got := ""
		if n, ok := tt.term.Negation(); ok {
			got = n.String()
		}
		if got != tt.want {
			t.Errorf("the negation of %s is %q, want %q", tt.term, got, tt.want)
		}
	}
}
