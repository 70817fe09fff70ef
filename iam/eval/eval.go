package eval

import "github.com/emriam/emriam/iam"

// Policies are what decides on a request: documents of which at least one must
// be there.
//
// Identity and Resource together are the permissions of one account: either
// may allow. With a Boundary, it must allow too, unless Resource names a user,
// a session or everyone and not the role or the account. A Trust policy must
// allow itself, and if it names the account, Identity must allow too. If
// Identity and Boundary are nil, Resource or Trust is asked alone; an identity
// that has no policies is an empty list.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
type Policies struct {
	Identity []*iam.Document // of a role or user: inline and managed policies
	Boundary *iam.Document   // permissions boundary, or nil
	Resource *iam.Document   // of a bucket, a queue and so on, or nil
	Trust    *iam.Document   // of a role, and of a KMS key, or nil
}

// PolicyKind is what a document is to a request.
type PolicyKind uint8

// The kinds, by the fields of Policies.
const (
	IdentityPolicy PolicyKind = iota
	BoundaryPolicy
	ResourcePolicy
	TrustPolicy
	kinds
)

// String is the kind in a word, e.g., "identity".
func (k PolicyKind) String() string {
	return [...]string{"identity", "boundary", "resource", "trust"}[k]
}

// StatementRef is a place of a statement.
type StatementRef struct {
	Kind      PolicyKind
	Document  int // index in Policies.Identity, else 0
	Statement int // index in the document
	Sid       string
}

// Effect is what becomes of a request.
type Effect uint8

// The effects. A request that is denied stays so whatever more is learned of
// its context; what was implicit may turn out to be explicit.
const (
	ImplicitDeny Effect = iota // nothing allows it
	ExplicitDeny
	Allowed
	Unknown // it depends on what is not known
)

// String is the effect in words, e.g., "explicitly denied".
func (e Effect) String() string {
	return [...]string{"implicitly denied", "explicitly denied", "allowed", "unknown"}[e]
}

// Decision is what is decided on a request.
type Decision struct {
	Effect Effect

	// Needs are the keys of the context that, once known, decide an Unknown,
	// sorted, as the policies write them; and "Principal" if the caller is
	// asked for. None otherwise.
	Needs []string

	by [3]*Statement
}

// By returns the statements that decided: one that denies, or those that
// allow, with that of the boundary last. If the effect is Unknown, they are
// those that may. An implicit deny has none.
func (d *Decision) By() []StatementRef {
	var out []StatementRef
	for _, s := range d.by {
		if s != nil {
			out = append(out, s.Ref)
		}
	}
	return out
}

// Evaluator answers requests. It is safe for concurrent use.
type Evaluator struct {
	Statements []*Statement // in order of kinds and documents
	index      index
	keys       []key
	Given      [kinds]bool
}

// Query is a request on its way through the statements.
type Query struct {
	Evaluator *Evaluator
	Request   *Request
	target    target
	Caller    Caller
}

func (q *Query) find(key int) ([]string, Truth) {
	return q.Request.Context.find(&q.Evaluator.keys[key])
}

func (q *Query) start(e *Evaluator, r *Request) {
	q.Evaluator, q.Request, q.target.text = e, r, r.Resource
	if e.Given[ResourcePolicy] || e.Given[TrustPolicy] {
		q.Caller = NewCaller(r.Principal)
	}
}

// Evaluate decides on a request. What is unknown is never guessed, and does
// not matter where it cannot change the result: the logic is Kleene's.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
func (e *Evaluator) Evaluate(r *Request) Decision {
	var q Query
	q.start(e, r)
	c := e.index.find(r.Action)
	denied := q.best(c.deny)
	if denied.truth == Yes {
		return Decision{Effect: ExplicitDeny, by: denied.by}
	}
	allowed := q.allowed(c)
	switch {
	case allowed.truth == No:
		return Decision{Effect: ImplicitDeny}
	case allowed.truth == Yes && denied.truth == No:
		return Decision{Effect: Allowed, by: allowed.by}
	}
	d := Decision{Effect: Unknown, Needs: q.needs(c, allowed.truth), by: denied.by}
	if allowed.truth == Maybe {
		d.by = denied.and(allowed).by
	}
	return d
}

// grant is that something is allowed, or denied, and by what.
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

// best is the first of the statements that surely applies, or else the first
// that may.
func (q *Query) best(among []candidate) grant {
	var out grant
	for i := range among {
		s := among[i].Statement
		if !among[i].names(q.Request.Action) {
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

// bestByNaming is best for each way in which a caller is named.
func (q *Query) bestByNaming(among []candidate) (out [Itself + 1]grant) {
	for i := range among {
		s := among[i].Statement
		if !among[i].names(q.Request.Action) {
			continue
		}
		if as, t := s.applies(q); t > out[as].truth {
			out[as] = grant{t, [3]*Statement{s}}
		}
	}
	return out
}

// allowed leaves denials aside.
func (q *Query) allowed(c *candidates) grant {
	e := q.Evaluator
	identity := q.best(c.allow[IdentityPolicy])
	within := grant{truth: Yes}
	if e.Given[BoundaryPolicy] {
		within = q.best(c.allow[BoundaryPolicy])
	}
	if !e.Given[ResourcePolicy] && !e.Given[TrustPolicy] {
		return identity.and(within)
	}
	alone := !e.Given[IdentityPolicy] && !e.Given[BoundaryPolicy]
	resource := q.bestByNaming(c.allow[ResourcePolicy])
	trust := q.bestByNaming(c.allow[TrustPolicy])
	out := resource[Itself].or(trust[Itself])
	if alone {
		return out.or(resource[ByRole]).or(trust[ByRole]).or(resource[ByAccount]).or(trust[ByAccount])
	}
	out = out.or(resource[ByRole].and(within)).or(trust[ByRole].and(within))
	if e.Given[TrustPolicy] {
		return out.or(trust[ByAccount].and(identity).and(within))
	}
	return out.or(identity.and(within))
}
