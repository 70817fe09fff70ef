package drift

import (
	"cmp"
	"fmt"
	"strings"
)

// Report is all that a comparison found. Its fields are what JSON shows.
type Report struct {
	Baselines []Baseline `json:"baselines"` // those without drift included
}

// Drifted reports whether there is any difference.
func (r *Report) Drifted() bool {
	for _, b := range r.Baselines {
		if b.Drifted() {
			return true
		}
	}
	return false
}

// Summary says in a sentence what was compared.
func (r *Report) Summary() string {
	drifted := 0
	for _, b := range r.Baselines {
		if b.Drifted() {
			drifted++
		}
	}
	if len(r.Baselines) == 0 {
		return "nothing has a baseline to compare with"
	}
	return fmt.Sprintf("%d of %d baselines drifted", drifted, len(r.Baselines))
}

// Text prints what drifted, for people: a line for each difference, below one
// for what it is about.
func (r *Report) Text() []byte {
	var out strings.Builder
	for _, b := range r.Baselines {
		b.text(&out)
	}
	return []byte(out.String())
}

func (b Baseline) text(out *strings.Builder) {
	newest := cmp.Or(b.Newest, "the newest version")
	if b.Date != "" {
		newest += " of " + b.Date
	}
	of := fmt.Sprintf("%s: %s %s began from %s %s", b.At, b.What, b.Name, b.Policy, b.Version)
	if len(b.Added) > 0 {
		if b.Exact {
			fmt.Fprintf(out, "%s; %s adds, and it lacks:\n", of, newest)
		} else {
			fmt.Fprintf(out, "%s, whose document is not known; of %s it lacks, be it added since or left out:\n", of, newest)
		}
		for _, p := range b.Added {
			fmt.Fprintf(out, "  + %s: %s%s\n", p.Statement, p, p.nearText())
		}
	}
	if len(b.Removed) > 0 {
		fmt.Fprintf(out, "%s; %s no longer has, and it does:\n", of, newest)
		for _, p := range b.Removed {
			fmt.Fprintf(out, "  - %s: %s\n", p.Statement, p)
		}
	}
}

func (p Permission) nearText() string {
	if p.Near == nil {
		return ""
	}
	return " (allowed otherwise in " + strings.Join(p.Near, ", ") + ")"
}
