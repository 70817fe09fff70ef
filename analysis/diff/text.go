package diff

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/spec/diag/show"
)

// maxActions limits the printed actions of a change; JSON has all.
const maxActions = 5

// maxGiven limits the printed choices of a change; JSON has all.
const maxGiven = 8

// Text returns r as text.
func (r *Report) Text() []byte {
	var b bytes.Buffer
	for i, m := range r.Members {
		if i > 0 {
			b.WriteString("\n")
		}
		show.Fprintf(&b, "%s, %s: %s\n", m.title(), m.At, m.Headline())
		for _, line := range m.Names.Lines() {
			show.Fprintf(&b, "  %s\n", line)
		}
		for _, line := range m.Replace {
			show.Fprintf(&b, "  ! %s, which replaces it\n", line)
		}
		for _, line := range m.Other {
			show.Fprintf(&b, "  ~ %s\n", line)
		}
		for _, c := range m.Gained {
			c.text(&b, "+")
		}
		for _, c := range m.Lost {
			c.text(&b, "-")
		}
		for _, line := range m.Reasons {
			show.Fprintf(&b, "  ? %s\n", line)
		}
	}
	return b.Bytes()
}

// title returns what m is, with its name if it has one.
func (m *Member) title() string { return strings.TrimSpace(m.What + " " + m.Name) }

// Lines lists the new and the removed names.
func (n *Names) Lines() []string {
	var out []string
	if n != nil && n.Added != nil {
		out = append(out, "+ created for "+strings.Join(n.Added, ", "))
	}
	if n != nil && n.Removed != nil {
		out = append(out, "- created for "+strings.Join(n.Removed, ", "))
	}
	return out
}

// Headline returns the verdict with the status.
func (m *Member) Headline() string {
	if m.Status == Changed {
		return string(m.Verdict)
	}
	return string(m.Status)
}

func (c *Change) text(b *bytes.Buffer, sign string) {
	show.Fprintf(b, "  %s %s%s\n", sign, c.inTrust(), c.actions())
	show.Fprintf(b, "      e.g., %s\n", c.Request())
	if with := c.Deployment(); with != "" {
		show.Fprintf(b, "      %s\n", with)
	}
	for _, st := range c.By {
		show.Fprintf(b, "      %s\n", st)
	}
}

// Request returns the witness as text, with placeholders for parameters that may
// have any value.
func (c *Change) Request() string {
	return deploy.Placeholders(c.Values).Replace(c.Witness.String())
}

// Deployment describes the deployments that c applies to; "" for all.
func (c *Change) Deployment() string {
	var out []string
	if c.Given != nil {
		given := c.Given
		if n := len(given); n > maxGiven {
			given = append(given[:maxGiven:maxGiven], fmt.Sprintf("and %d more", n-maxGiven))
		}
		out = append(out, "with "+strings.Join(given, ", "))
	}
	if c.Where != "" {
		out = append(out, c.Where)
	}
	return strings.Join(out, ", ")
}

func (c *Change) inTrust() string {
	if c.Part == "trust" {
		return "trust: "
	}
	return ""
}

// actions returns the actions of c, shortened.
func (c *Change) actions() string {
	switch n := len(c.Actions); {
	case n == 0:
		return c.Witness.Action + ", and any that AWS may add"
	case n > maxActions:
		return fmt.Sprintf("%s and %d more", strings.Join(c.Actions[:maxActions], ", "), n-maxActions)
	}
	return strings.Join(c.Actions, ", ")
}

// String returns the request as text.
func (w Witness) String() string {
	out := w.Action
	if w.Principal != "" {
		_, name, ok := strings.Cut(w.Principal, "Service:")
		if !ok {
			name = w.Principal
		}
		out += " by " + name
	}
	if w.Resource != "" {
		out += " on " + w.Resource
	}
	for i, key := range slices.Sorted(maps.Keys(w.Context)) {
		word := " and "
		if i == 0 {
			word = " with "
		}
		out += word + key + "=" + strings.Join(w.Context[key], ",")
	}
	return out
}

// String describes what a statement does, and where it is.
func (st Statement) String() string {
	verb := map[string]map[string]string{
		"old": {"Allow": "was allowed by", "Deny": "was denied by"},
		"new": {"Allow": "is allowed by", "Deny": "is denied by"},
	}[st.Side][st.Effect]
	return fmt.Sprintf("%s %s, %s, %s", verb, cmp.Or(st.Sid, "a statement"), st.Policy, st.At)
}
