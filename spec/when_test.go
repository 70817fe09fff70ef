package spec

import "testing"

func TestTerms(t *testing.T) {
	t.Parallel()
	env := &Param{Name: "Env", Type: String, Values: []string{"dev", "stage", "prod"}}
	tier := &Param{Name: "Tier", Type: String, Values: []string{"gold", "tin"}, Optional: true}
	key, audit := &Param{Name: "Key", Type: KMSKeyARN, Optional: true}, &Param{Name: "Audit", Type: Boolean}
	site, zone := &Param{Name: "Site", Type: String}, &Param{Name: "Zone", Type: String, Optional: true}
	main, sites, east := OneOf(site, "main"), OneOf(site, "test", "main"), OneOf(zone, "east")
	otherwise := func(t Term) Term { n, _ := t.Negation(); return n }
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
		{When{main}.Implies(When{sites}), true},
		{When{sites}.Implies(When{main}), false},
		{When{otherwise(sites)}.Implies(When{otherwise(main)}), true},
		{When{otherwise(main)}.Implies(When{otherwise(sites)}), false},
		{When{main}.Implies(When{otherwise(OneOf(site, "test"))}), true},
		{When{sites}.Implies(When{otherwise(main)}), false},
		{When{otherwise(main)}.Implies(When{OneOf(site, "test")}), false},
		{When{east}.Has(zone), true},
		{When{otherwise(east)}.Has(zone), false},
		{When{not(zone)}.Implies(When{otherwise(east)}), true},
		{When{Given(zone)}.Implies(When{otherwise(east)}), false},
		{When(nil).Covered([]When{{main}, {otherwise(main)}}), true},
		{When(nil).Covered([]When{{main}, {otherwise(sites)}}), false},
		{When(nil).Covered([]When{{east}, {not(zone)}}), false},
		{When(nil).Covered([]When{{Given(zone)}, {otherwise(east)}}), true},
		{When{main, otherwise(sites)}.Satisfiable(), false},
		{When{sites, otherwise(main)}.Satisfiable(), true},
		{main.Holds([]string{"main"}), true},
		{otherwise(main).Holds([]string{"main"}), false},
		{otherwise(main).Holds([]string{"x"}), true},
		{otherwise(east).Holds(nil), true},
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
