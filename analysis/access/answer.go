package access

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
)

// Result is whether something may be done.
type Result string

// The results.
const (
	Allowed Result = "allowed"
	Denied  Result = "denied"
	Unknown Result = "unknown" // it depends on unknown values
)

var results = [...]Result{eval.ImplicitDeny: Denied, eval.ExplicitDeny: Denied, eval.Allowed: Allowed, eval.Unknown: Unknown}

// why explains a result; implicit denials have more reasons.
var why = [...]string{eval.ExplicitDeny: "a statement denies it", eval.Allowed: "it is allowed", eval.Unknown: "it depends on unknown values"}

// Answer is the result for a request, with the reasons.
type Answer struct {
	Result    Result      `json:"result"`
	Subject   string      `json:"subject"`             // the logical name
	Principal string      `json:"principal,omitempty"` // the caller, for a trust policy
	Action    string      `json:"action"`
	Resource  string      `json:"resource"`
	Why       string      `json:"why"`               // in a sentence
	By        []Statement `json:"by,omitempty"`      // that allow or deny it, or may do so
	Nearest   *Statement  `json:"nearest,omitempty"` // the closest to allowing it, if none does
	Absent    []Statement `json:"absent,omitempty"`  // that name the action, but are absent because of a when
	Needs     []Need      `json:"needs,omitempty"`   // keys that would decide an Unknown
	Unseen    []string    `json:"unseen,omitempty"`  // ARNs of policies that an Unknown depends on
	Unless    string      `json:"unless,omitempty"`  // the ARN of the permissions boundary, if it is allowed unless that denies it

	Open bool `json:"-"` // an Unknown depends on the account or the session, or on what the service asks for

	OfResource bool `json:"-"` // the subject is a resource policy
}

// Statement is a statement that explains an answer.
type Statement struct {
	Sid        string      `json:"sid,omitempty"`
	Policy     string      `json:"policy"` // e.g., "inline policy PassRoles"
	At         string      `json:"at"`     // its position; of an AWS managed policy, where it is attached
	Effect     string      `json:"effect"`
	Operations []string    `json:"operations,omitempty"`
	Source     string      `json:"source,omitempty"`
	When       []string    `json:"when,omitempty"`      // parameters that its presence requires; only for statements that do not match
	Principal  bool        `json:"principal"`           // matches, as do the next two
	Resource   bool        `json:"resource"`            //
	Resources  []string    `json:"resources,omitempty"` // its resources, if the requested one does not match
	Conditions []Condition `json:"conditions,omitempty"`
}

// Condition is a condition that does not match, or for which this is unknown.
type Condition struct {
	Operator string   `json:"operator"`
	Key      string   `json:"key"`
	Values   []string `json:"values"`
	Given    []string `json:"given,omitempty"`
	Found    string   `json:"found"` // "yes", "no", or "maybe" if it is unknown
}

// Need is a key to add to the request, and what policies compare it with.
type Need struct {
	Key      string   `json:"key"`
	Operator string   `json:"operator,omitempty"`
	Values   []string `json:"values,omitempty"`
}

// Ask evaluates whether sub may do action on resource; "" is the role itself for a
// trust policy, else "*".
func (sub *Subject) Ask(action, resource string, context eval.Context) *Answer {
	if facts.Permitted(action) {
		return sub.permitted(action, resource, context)
	}
	asked := sub.asked(action, resource)
	out := sub.ask(action, asked[0], context)
	if len(asked) > 1 {
		if other := sub.ask(action, asked[1], context); other.Result != out.Result {
			out = openOn(out, other)
		}
	}
	for _, as := range sub.inSessions() {
		if other := as.Ask(action, resource, context); other.Result != out.Result {
			return openSession(out, other, as.caller)
		}
	}
	if sub.within != nil {
		if other := sub.within.Ask(action, resource, context); other.Result != out.Result {
			return openAccount(out, other)
		}
	}
	return out
}

func (sub *Subject) ask(action, resource string, context eval.Context) *Answer {
	r := sub.request(action, resource, context)
	d := sub.evaluator.Evaluate(r)
	a := &Answer{Subject: sub.Name, Principal: sub.callerName, Action: action, Resource: r.Resource, Result: results[d.Effect], Why: why[d.Effect], OfResource: sub.ARN == ""}
	reasons := sub.evaluator.Explain(r)
	for _, ref := range d.By() {
		i := slices.IndexFunc(reasons, func(r eval.Reason) bool { return r.StatementRef == ref })
		if from := sub.from(ref); from.unknown == "" && !from.open {
			a.By = append(a.By, sub.statement(&reasons[i]))
		}
	}
	switch d.Effect {
	case eval.ImplicitDeny:
		sub.implicit(a, reasons)
	case eval.Unknown:
		a.Why = "it depends on unknown values"
		sub.allows(a, reasons)
		sub.needs(a, d.Needs, reasons)
		sub.unless(a, reasons)
	}
	return a
}

// unless notes that nothing is open but what the permissions boundary says, of
// which nothing is known.
func (sub *Subject) unless(a *Answer, reasons []eval.Reason) {
	bounded := sub.documents[eval.BoundaryPolicy]
	if bounded == nil || len(a.Needs) > 0 || len(a.Unseen) != 1 {
		return
	}
	is := func(d *document) bool {
		return slices.ContainsFunc(d.origins, func(o origin) bool { return o.unknown == a.Unseen[0] })
	}
	kind := eval.IdentityPolicy
	if sub.trust {
		kind = eval.TrustPolicy
	}
	granted := slices.ContainsFunc(reasons, func(r eval.Reason) bool { return r.Kind == kind && !r.Deny && r.Applies() == eval.Yes })
	if is(bounded[0]) && !slices.ContainsFunc(sub.documents[eval.IdentityPolicy], is) && granted {
		a.Unless, a.Why = a.Unseen[0], "it is allowed, unless the permissions boundary denies it"
	}
}

// allows adds the first statement that allows a request which others may deny.
func (sub *Subject) allows(a *Answer, reasons []eval.Reason) {
	if slices.ContainsFunc(a.By, func(st Statement) bool { return st.Effect == "Allow" }) {
		return
	}
	for i := range reasons {
		if r := &reasons[i]; r.Kind != eval.BoundaryPolicy && r.Applies() == eval.Yes { // a Deny never applies here
			a.By = append(a.By, sub.statement(r))
			return
		}
	}
}

func (sub *Subject) at(ref eval.StatementRef) *document { return sub.documents[ref.Kind][ref.Document] }

// from is the origin of a statement.
func (sub *Subject) from(ref eval.StatementRef) origin { return sub.at(ref).origins[ref.Statement] }

// implicit returns what comes closest to allowing a request; if only the boundary
// denies it, in the boundary.
func (sub *Subject) implicit(a *Answer, reasons []eval.Reason) {
	among, why := eval.IdentityPolicy, "no statement allows it"
	switch {
	case sub.ARN == "" || sub.resource != eval.IdentityPolicy:
		among, why = sub.silent(reasons)
	case sub.trust:
		among, why = eval.TrustPolicy, "no statement of the trust policy allows it"
		switch bounded := sub.documents[eval.BoundaryPolicy]; {
		case !grants(reasons, eval.TrustPolicy):
		case bounded != nil && !grants(reasons, eval.BoundaryPolicy):
			among, why = eval.BoundaryPolicy, "the "+bounded[0].title+", does not allow it"
		default:
			among, why = eval.IdentityPolicy, "the trust policy delegates it to the account, and no policy of the caller allows it"
		}
	case grants(reasons, eval.IdentityPolicy):
		among = eval.BoundaryPolicy
		why = "the " + sub.documents[among][0].title + ", does not allow it"
	}
	a.Why = why
	a.Nearest = sub.nearest(among, reasons)
	for _, d := range sub.documents[among] {
		for _, st := range d.absent {
			if names(st, a.Action) {
				x := Statement{Policy: d.title, When: st.When.Strings()}
				a.Absent = append(a.Absent, x.of(st))
			}
		}
	}
}

// grants reports whether statements of a kind of policy may allow a request.
func grants(reasons []eval.Reason, kind eval.PolicyKind) bool {
	return slices.ContainsFunc(reasons, func(r eval.Reason) bool {
		return r.Kind == kind && !r.Deny && r.Applies() != eval.No
	})
}

// nearest returns the statement that comes closest to allowing the action: the
// principal and the resource count more than conditions.
func (sub *Subject) nearest(among eval.PolicyKind, reasons []eval.Reason) *Statement {
	var best *eval.Reason
	least := 0
	for i := range reasons {
		r := &reasons[i]
		if r.Kind != among || r.Deny || r.Action == eval.No || sub.from(r.StatementRef).unknown != "" {
			continue
		}
		if n := unmet(r); best == nil || n < least {
			best, least = r, n
		}
	}
	if best == nil {
		return nil
	}
	out := sub.statement(best)
	if st := sub.from(best.StatementRef).statement; st != nil {
		out.When = st.When.Strings()
	}
	out.Conditions = nil
	for _, c := range best.Conditions {
		if c.Result == eval.No {
			out.Conditions = append(out.Conditions, sub.condition(c))
		}
	}
	return &out
}

func unmet(r *eval.Reason) int {
	const element = 1000
	n := element*int(eval.Yes-r.Principal) + element*int(eval.Yes-r.Resource)
	for _, c := range r.Conditions {
		n += int(eval.Yes - c.Result)
	}
	return n
}

func (sub *Subject) statement(r *eval.Reason) Statement {
	out := sub.named(r.StatementRef)
	out.Principal, out.Resource = r.Principal == eval.Yes, r.Resource == eval.Yes
	if !out.Resource {
		out.Resources = sub.place.NamedAll(sub.at(r.StatementRef).document.Statements[r.Statement].Resources)
	}
	for _, c := range r.Conditions {
		if c.Result != eval.Yes {
			out.Conditions = append(out.Conditions, sub.condition(c))
		}
	}
	return out
}

// named returns a statement with its name and position.
func (sub *Subject) named(ref eval.StatementRef) Statement {
	from := sub.from(ref)
	st := sub.at(ref).document.Statements[ref.Statement]
	out := Statement{Sid: st.Sid, Policy: from.title, At: from.attached, Effect: st.Effect}
	if from.statement != nil {
		out = out.of(from.statement)
	}
	return out
}

func (sub *Subject) condition(c eval.ConditionReason) Condition {
	return Condition{c.Operator, c.Key, sub.place.NamedAll(c.Condition.Values), c.Values, c.Found.String()}
}

// of adds the spec's information about a statement.
func (x Statement) of(st *spec.Statement) Statement {
	x.Sid, x.At, x.Effect = st.Sid, st.At.String(), st.Effect
	x.Operations, x.Source = st.Operations, st.Source
	return x
}

// names reports whether a statement allows an action by name.
func names(st *spec.Statement, action string) bool {
	return st.Effect == "Allow" && !st.NotActions && slices.ContainsFunc(st.Actions, func(it spec.Item) bool {
		text, ok := it.Value.Named().Literal()
		return ok && facts.MatchAction(text, action)
	})
}

// needs returns what the keys that decide are compared with, first by statements
// that may allow.
func (sub *Subject) needs(a *Answer, keys []string, reasons []eval.Reason) {
	for _, key := range keys {
		if arn, ok := strings.CutPrefix(key, unknownKey); ok {
			a.Unseen = append(a.Unseen, arn)
			continue
		}
		a.Needs = append(a.Needs, sub.need(key, reasons))
	}
}

func (sub *Subject) need(key string, reasons []eval.Reason) Need {
	out := Need{Key: key}
	for _, deny := range []bool{false, true} {
		for i := range reasons {
			if r := &reasons[i]; r.Deny != deny || r.Applies() != eval.Maybe {
				continue
			}
			for _, c := range reasons[i].Conditions {
				if strings.EqualFold(c.Key, key) && c.Result == eval.Maybe && out.Operator == "" {
					out.Operator, out.Values = c.Operator, sub.place.NamedAll(c.Condition.Values)
				}
			}
		}
	}
	return out
}
