package drift

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec/diag/show"
)

// Report has the results of a comparison. Its fields are its JSON.
type Report struct {
	Baselines   []Baseline   `json:"baselines"`   // including those without drift
	Differences []Difference `json:"differences"` // from an account
}

// Drifted reports whether there is any difference.
func (r *Report) Drifted() bool { return r.DriftedBaselines() > 0 || len(r.Differences) > 0 }

// Unknown reports whether there is a difference, and each is decided by the examples of
// parameters.
func (r *Report) Unknown() bool {
	return r.Drifted() && r.DriftedBaselines() == 0 && !slices.ContainsFunc(r.Differences, func(d Difference) bool { return d.Assumes == nil })
}

// DriftedBaselines returns how many of the baselines drifted.
func (r *Report) DriftedBaselines() int {
	n := 0
	for _, b := range r.Baselines {
		if b.Drifted() {
			n++
		}
	}
	return n
}

// Text prints the drift: a line for each baseline, followed by a line for each
// difference.
func (r *Report) Text() []byte {
	var out strings.Builder
	for _, b := range r.Baselines {
		b.text(&out)
	}
	for _, d := range r.Differences {
		unknown := ""
		if d.Assumes != nil {
			unknown = "; unknown, because it is decided by the example of " + strings.Join(d.Assumes, ", ")
		}
		show.Fprintf(&out, "%s%s\n", d, unknown)
	}
	return []byte(out.String())
}

func (b Baseline) text(out *strings.Builder) {
	newest := cmp.Or(b.Newest, "the newest version")
	if b.Date != "" {
		newest += " of " + b.Date
	}
	of := fmt.Sprintf("%s: %s %s has the baseline %s %s", b.At, b.What, b.Name, b.Policy, b.Version)
	if b.When != "" {
		of = fmt.Sprintf("%s: with %s, %s %s has the baseline %s %s", b.At, b.When, b.What, b.Name, b.Policy, b.Version)
	}
	if len(b.Added) > 0 {
		if b.Exact {
			show.Fprintf(out, "%s; %s adds, and the %s lacks:\n", of, newest, b.What)
		} else {
			show.Fprintf(out, "%s, whose document is unknown; of %s, the %s lacks (added since or omitted):\n", of, newest, b.What)
		}
		for _, p := range b.Added {
			show.Fprintf(out, "  + %s: %s%s\n", p.Statement, p, p.nearText())
		}
	}
	if len(b.Removed) > 0 {
		show.Fprintf(out, "%s; %s no longer grants, and the %s does:\n", of, newest, b.What)
		for _, p := range b.Removed {
			show.Fprintf(out, "  - %s: %s\n", p.Statement, p)
		}
	}
}

func (p Permission) nearText() string {
	if p.Near == nil {
		return ""
	}
	return " (allowed differently in " + strings.Join(p.Near, ", ") + ")"
}

// String is d on a line, e.g., "roles.yaml:4:3: role JobRole (acme-job): path is
// / in the spec, /jobs/ in the account".
func (d Difference) String() string {
	if d.Name == "" {
		return fmt.Sprintf("%s %s is only in the account, and EMR uses it", d.What, d.InIAM)
	}
	out := fmt.Sprintf("%s: %s %s (%s)", d.At, d.What, d.Name, d.InIAM)
	where := d.where()
	switch {
	case where == "":
		return out + " is " + d.whose()
	case d.Spec == nil && d.Account == nil:
		return out + ": " + where + " is " + d.whose()
	case d.Change == Missing:
		return fmt.Sprintf("%s: %s: only in the spec: %s", out, where, strings.Join(d.Spec, "; "))
	case d.Change == Extra:
		return fmt.Sprintf("%s: %s: only in the account: %s", out, where, strings.Join(d.Account, "; "))
	case d.Spec == nil:
		return fmt.Sprintf("%s: %s is %s", out, where, strings.Join(d.Account, "; "))
	}
	return fmt.Sprintf("%s: %s: in the spec: %s; in the account: %s", out, where, strings.Join(d.Spec, "; "), strings.Join(d.Account, "; "))
}

func (d Difference) whose() string {
	if d.Change == Missing {
		return "only in the spec"
	}
	return "only in the account"
}

// where names what differs, e.g., "policies.Data, statement Read (roles.yaml:9:12),
// Action".
func (d Difference) where() string {
	out := d.Field
	switch {
	case d.Statement != "" && out == "statements":
		out = "statement " + d.Statement
	case d.Statement != "":
		out += ", statement " + d.Statement
	}
	if d.Place != "" {
		out += " (" + d.Place + ")"
	}
	if d.Element != "" {
		out += ", " + d.Element
	}
	return out
}
