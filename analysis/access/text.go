package access

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag/show"
)

// Text returns v as text: a line with the result, then the reasons, and where it holds.
func (v *Verdict) Text() []byte {
	var b bytes.Buffer
	holds := "  holds"
	if len(v.Cases) == 1 {
		b.Write(v.Cases[0].Answer.Text())
	} else {
		holds = "all"
		show.Fprintf(&b, "depends on %s: %s\n", strings.Join(v.Depends, ", "), v.Cases[0].Answer)
		for _, c := range v.Cases {
			show.Fprintf(&b, "%s with %s\n", c.Result, c.When)
			c.why(&b)
		}
	}
	line := func(format string, args ...any) { show.Fprintf(&b, holds+format+"\n", args...) }
	if v.Where != nil {
		line(" with %s, as in the request; with other values the result differs", strings.Join(v.Where, ", "))
	}
	if v.Except != nil {
		line(" unless a parameter matches the request, as %s does; then the result can differ", strings.Join(v.Except, " or "))
	}
	if v.Partition != "" {
		line(" in the partition %s; in others the result differs", v.Partition)
	}
	if v.Region != "" {
		line(" in %s; in other Regions the result differs", v.Region)
	}
	switch {
	case v.unlike != "":
		line(" in accounts such as %s; in others, such as %s, the result differs", v.unlike, v.Account)
	case v.Account != "":
		line(" in other accounts than %s; deployed there, the result differs", v.Account)
	}
	return b.Bytes()
}

// Text returns a as text: a line with the result, then the reasons.
func (a *Answer) Text() []byte {
	var b bytes.Buffer
	show.Fprintf(&b, "%s: %s\n", a.Result, a)
	a.why(&b)
	return b.Bytes()
}

func (a *Answer) why(w *bytes.Buffer) {
	switch {
	case a.Result == Denied && len(a.By) == 0:
		show.Fprintf(w, "  %s\n", a.Why)
		a.near(w)
	case a.Result == Unknown:
		a.unknown(w)
	default:
		if len(a.By) == 0 {
			show.Fprintf(w, "  %s\n", a.Why)
		}
		for _, st := range a.By {
			show.Fprintf(w, "  by %s\n", st)
			st.source(w)
		}
	}
}

// String returns the request.
func (a *Answer) String() string {
	if a.OfResource {
		return fmt.Sprintf("%s, %s on %s by %s", a.Subject, a.Action, a.Resource, a.Principal)
	}
	if a.Principal != "" {
		return fmt.Sprintf("%s on %s by %s", a.Action, a.Subject, a.Principal)
	}
	return fmt.Sprintf("%s, %s on %s", a.Subject, a.Action, a.Resource)
}

// String returns the name of a statement with its position.
func (st Statement) String() string {
	policy := "the " + st.Policy
	if strings.HasPrefix(st.Policy, "AWS") {
		policy = st.Policy
	}
	return cmp.Or(st.Sid, "a statement") + " of " + policy + ", " + st.At
}

func (st Statement) source(b *bytes.Buffer) {
	if st.Operations != nil {
		show.Fprintf(b, "    for %s\n", strings.Join(st.Operations, ", "))
	}
	if st.Source != "" {
		show.Fprintf(b, "    See %s\n", st.Source)
	}
}

func (a *Answer) near(b *bytes.Buffer) {
	if a.Nearest != nil {
		show.Fprintf(b, "  the closest statement is %s\n", a.Nearest)
		for _, line := range a.Nearest.Unmet() {
			show.Fprintf(b, "    %s\n", line)
		}
		if a.Nearest.When != nil {
			show.Fprintf(b, "    it is present only with %s\n", strings.Join(a.Nearest.When, " and "))
		}
	}
	for _, st := range a.Absent {
		show.Fprintf(b, "  absent without %s: %s\n", strings.Join(st.When, " and "), st)
	}
}

// Unmet lists the parts of a statement that a request does not match, a line each.
func (st *Statement) Unmet() []string {
	var out []string
	if !st.Principal {
		out = append(out, "its principal does not match")
	}
	if !st.Resource {
		out = append(out, "its resources are "+strings.Join(st.Resources, ", "))
	}
	out = append(out, lists.Map(st.Conditions, Condition.String)...)
	return out
}

// String returns the condition, and what the request has for its key.
func (c Condition) String() string {
	given := "which is unknown"
	switch {
	case c.Found == "no":
		given = "which the request does not have"
	case c.Found == "yes":
		given = "and the request has " + strings.Join(c.Given, ", ")
	}
	return fmt.Sprintf("if %s %s %s, %s", c.Key, c.Operator, strings.Join(c.Values, ", "), given)
}

func (a *Answer) unknown(b *bytes.Buffer) {
	if a.Open {
		show.Fprintf(b, "  %s\n", a.Why)
	}
	for _, st := range a.By {
		verb := "may be allowed"
		switch {
		case st.Effect == "Deny":
			verb = "may be denied"
		case st.met():
			verb = "is allowed"
		}
		show.Fprintf(b, "  %s by %s\n", verb, st)
	}
	if a.Unless != "" {
		show.Fprintf(b, "  allowed, unless the permissions boundary %s denies it; its content is unknown\n", a.Unless)
		return
	}
	for _, arn := range a.Unseen {
		show.Fprintf(b, "  %s is attached, but its content is unknown\n", arn)
	}
	for _, n := range a.Needs {
		show.Fprintf(b, "  add %s\n", n)
	}
}

func (st *Statement) met() bool { return st.Principal && st.Resource && len(st.Conditions) == 0 }

// String returns the flag that adds the key.
func (n Need) String() string {
	out := "--context " + n.Key + "=…"
	if n.Operator != "" {
		out += " (" + n.Operator + " " + strings.Join(n.Values, ", ") + ")"
	}
	return out
}
