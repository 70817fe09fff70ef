package eval

import "github.com/emriam/emriam/iam"

// Policies are the documents that decide a request. At least one must be present.
//
// Identity and Resource together are the permissions within one account: either may
// allow. A Boundary must allow too, unless Resource names a user, a session or everyone,
// and not the role or the account. A Trust policy must itself allow, and if it names
// the account, Identity must allow too. If Identity and Boundary are nil, Resource or
// Trust is evaluated alone; for an identity without policies, pass an empty list.
//
// Across accounts, both Identity and Resource, or Trust, must allow, and so must a Boundary.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
type Policies struct {
	Identity []*iam.Document // inline and managed policies of a role or user
	Boundary *iam.Document   // permissions boundary, or nil
	Resource *iam.Document   // the policy of a bucket, a queue and so on, or nil
	Trust    *iam.Document   // the trust policy of a role, or the policy of a KMS key, or nil

	CrossAccount bool // the identity is in another account than the resource
}

// PolicyKind is the role of a document in a decision.
type PolicyKind uint8

// The kinds correspond to the fields of Policies.
const (
	IdentityPolicy PolicyKind = iota
	BoundaryPolicy
	ResourcePolicy
	TrustPolicy
	kinds
)

// String returns the kind, e.g., "identity".
func (k PolicyKind) String() string {
	return [...]string{"identity", "boundary", "resource", "trust"}[k]
}

// StatementRef identifies a statement.
type StatementRef struct {
	Kind      PolicyKind
	Document  int // index in Policies.Identity, else 0
	Statement int // index in the document
	Sid       string
}

// Effect is the result of a request.
type Effect uint8

// The effects. More context never allows a denied request; an implicit deny may become
// explicit.
const (
	ImplicitDeny Effect = iota // nothing allows it
	ExplicitDeny
	Allowed
	Unknown // it depends on unknown context
)

// String returns the effect, e.g., "explicitly denied".
func (e Effect) String() string {
	return [...]string{"implicitly denied", "explicitly denied", "allowed", "unknown"}[e]
}

// Decision is the decision on a request.
type Decision struct {
	Effect Effect

	// Needs lists the context keys that must be known to decide an Unknown, sorted
	// and in the letter case of the policies, and "Principal" if the caller must be
	// known. It is empty for other effects.
	Needs []string

	by [3]*Statement
}

// By returns the statements that decided: the one that denies, or those that allow, the
// boundary's last. If the effect is Unknown, it returns those that may decide. An
// implicit deny has none.
func (d *Decision) By() []StatementRef {
	var out []StatementRef
	for _, s := range d.by {
		if s != nil {
			out = append(out, s.Ref)
		}
	}
	return out
}

// Evaluator decides requests. It is safe for concurrent use.
type Evaluator struct {
	Statements []*Statement // ordered by kind and document
	deny       []*Statement
	allow      [kinds][]*Statement
	keys       []key
	Given      [kinds]bool
	Across     bool // see Policies.CrossAccount
}

// Query is a request while it is evaluated.
type Query struct {
	Evaluator *Evaluator
	Request   *Request
	Caller    Caller
}

func (q *Query) find(key int) ([]string, Truth) {
	return q.Request.Context.find(&q.Evaluator.keys[key])
}

func (q *Query) start(e *Evaluator, r *Request) {
	q.Evaluator, q.Request = e, r
	if e.Given[ResourcePolicy] || e.Given[TrustPolicy] {
		q.Caller = NewCaller(r.Principal)
	}
}

// Evaluate decides a request. It never guesses an unknown value, and ignores it where it
// cannot change the result (Kleene's logic).
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
func (e *Evaluator) Evaluate(r *Request) Decision {
	var q Query
	q.start(e, r)
	denied := q.best(e.deny)
	if denied.truth == Yes {
		return Decision{Effect: ExplicitDeny, by: denied.by}
	}
	allowed := q.allowed()
	switch {
	case allowed.truth == No:
		return Decision{Effect: ImplicitDeny}
	case allowed.truth == Yes && denied.truth == No:
		return Decision{Effect: Allowed, by: allowed.by}
	}
	d := Decision{Effect: Unknown, Needs: q.needs(allowed.truth), by: denied.by}
	if allowed.truth == Maybe {
		d.by = denied.and(allowed).by
	}
	return d
}

// grant states whether something is allowed, or denied, and by which statements.
type grant struct {
	truth Truth
	by    [3]*Statement
}

func (g grant) or(h grant) grant {
	if h.truth > g.truth {
		return h
	}
	return g
}

func (g grant) and(h grant) grant {
	g.truth = min(g.truth, h.truth)
	n := 0
	for n < len(g.by) && g.by[n] != nil {
		n++
	}
	copy(g.by[n:], h.by[:])
	return g
}

// best returns the first statement that certainly applies, else the first that may.
func (q *Query) best(among []*Statement) grant {
	var out grant
	for _, s := range among {
		if !s.namesAction(q.Request.Action) {
			continue
		}
		if _, t := s.applies(q); t > out.truth {
			out = grant{t, [3]*Statement{s}}
			if t == Yes {
				break
			}
		}
	}
	return out
}

// bestByNaming is best for each way of naming the caller.
func (q *Query) bestByNaming(among []*Statement) (out [Itself + 1]grant) {
	for _, s := range among {
		if !s.namesAction(q.Request.Action) {
			continue
		}
		if as, t := s.applies(q); t > out[as].truth {
			out[as] = grant{t, [3]*Statement{s}}
		}
	}
	return out
}

// allowed ignores Deny statements.
func (q *Query) allowed() grant {
	e := q.Evaluator
	identity := q.best(e.allow[IdentityPolicy])
	within := grant{truth: Yes}
	if e.Given[BoundaryPolicy] {
		within = q.best(e.allow[BoundaryPolicy])
	}
	if !e.Given[ResourcePolicy] && !e.Given[TrustPolicy] {
		return identity.and(within)
	}
	alone := !e.Given[IdentityPolicy] && !e.Given[BoundaryPolicy]
	resource := q.bestByNaming(e.allow[ResourcePolicy])
	trust := q.bestByNaming(e.allow[TrustPolicy])
	out := resource[Itself].or(trust[Itself])
	if alone || e.Across {
		out = out.or(resource[ByRole]).or(trust[ByRole]).or(resource[ByAccount]).or(trust[ByAccount])
		if e.Across {
			out = out.and(identity).and(within)
		}
		return out
	}
	out = out.or(resource[ByRole].and(within)).or(trust[ByRole].and(within))
	if e.Given[TrustPolicy] {
		return out.or(trust[ByAccount].and(identity).and(within))
	}
	return out.or(identity.and(within))
}
