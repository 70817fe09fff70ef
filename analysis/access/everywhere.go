package access

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// Question asks whether a role, or a principal with a customer managed policy, may
// do something. Its Values consist of text and of names that the deployment makes, such
// as ${JobRole.Name}: spec.Text returns one for text alone, compile.Request for text with
// placeholders.
type Question struct {
	Name      string     // the logical name of a role or policy, or of a resource policy with a Principal
	Principal spec.Value // who assumes the role, or whom the resource policy allows something, or nil
	Action    string
	Resource  spec.Value              // as in Subject.Ask
	Context   map[string][]spec.Value // by condition key
	Absent    []string                // condition keys that the request does not have

	// In any account (deploy.Place.AnyAccount), an account that the question names may be
	// that of the deployment or another one; spec.AccountID is that of the deployment.

	// BothSides asks of a role and of the resource: of ResourcePolicy or, if that is "",
	// of the resource policy of the spec that is about the resource; of the trust policy
	// if the resource is a role of the spec. See Deployment.Both.
	BothSides      bool
	ResourcePolicy string // a logical name

	// Anywhere asks of deployments in other partitions, Regions and accounts, too: see
	// Verdict.Partition, Region and Account.
	Anywhere bool
}

// Verdict is the answer to a question in every deployment of a place.
type Verdict struct {
	Result    Result `json:"result"`
	Subject   string `json:"subject"` // the logical name
	Principal string `json:"principal,omitempty"`
	Action    string `json:"action"`
	Resource  string `json:"resource"`

	// Depends are the parameters whose values decide which of the cases applies;
	// none if there is one case.
	Depends []string `json:"depends,omitempty"`

	Cases []Case `json:"cases"`

	// Where are parameters with the values that the question names: with other
	// values, the answer differs.
	Where []string `json:"where,omitempty"`

	// Except are parameters with values with which a text of the spec is one of the question:
	// with some of them, the answer differs.
	Except []string `json:"except,omitempty"`

	// Partition and Region are those of the deployment, if the answer differs in another one; Account is
	// that of the resource, or another one that the spec tells apart, if the answer differs
	// for a deployment there.
	Partition string `json:"partition,omitempty"`
	Region    string `json:"region,omitempty"`
	Account   string `json:"account,omitempty"`

	unlike string // an account in which the answer holds, if patterns tell Account apart from it
}

// Case is the answer for some deployments.
type Case struct {
	When string `json:"when,omitempty"` // e.g., "KeyArn, no Extra"; "" for every deployment
	*Answer
}

// Depends is the result if cases have different results.
const Depends Result = "depends"

func (q Question) values() []spec.Value {
	out := []spec.Value{q.Resource, q.Principal}
	for _, values := range q.Context {
		out = append(out, values...)
	}
	return out
}

// Ask answers a question in every deployment at a place of a space. If the question
// names values of parameters, such as their examples, it is about these values: if
// others would have another answer, Where has them. Nil and errors are as in
// Everywhere; it is a TooMany, too, if wildcards tell too many values apart to try
// each.
func Ask(s *spec.Spec, at func(*deploy.Space) *deploy.Place, q Question) (*Verdict, error) {
	texts := append(q.texts(), q.Action)
	if a, ok := facts.FindAction(q.Action); ok {
		texts = append(texts, a.String()) // in AWS's letter case
	}
	space, apart := deploy.Named(texts, s).Singles(), deploy.Apart(texts, s).Singles()
	meant := slices.DeleteFunc(slices.Clone(s.Params), func(p *spec.Param) bool {
		own := space.Param(p.Name).Own
		return p.Made != nil || len(own) == 0 || !slices.ContainsFunc(texts, func(text string) bool {
			return text == own[0] || p.Type != spec.Number && strings.Contains(text, own[0])
		})
	})
	about := About(s, q.Name, q.written(q.Principal, at(space).Binding), q.Action)
	if q.BothSides {
		about.Roles = nil
	}
	named := space
	space, apart = space.About(about).Matched(meant, q.values()...), apart.About(about).Matched(nil, q.inAccount(at(space).AccountID).values()...)
	if q.BothSides {
		asked, account := at, apart.Account()
		at = func(space *deploy.Space) *deploy.Place {
			place := asked(space).InAny(account)
			return WhereAsked(place, q.context(place))
		}
	}
	if q.BothSides && q.ResourcePolicy == "" {
		var err error
		if q.ResourcePolicy, err = policyOf(s, at(space), at(space).Text(q.Resource)); err != nil {
			return nil, err
		}
	}
	out, err := Everywhere(s, at(space), q)
	if out == nil || err != nil {
		return nil, err
	}
	other, err := Everywhere(s, at(apart), q)
	if err != nil {
		return nil, err
	}
	var where []*spec.Param
	if other.Result != out.Result || !slices.Equal(other.Depends, out.Depends) {
		for _, p := range space.Params {
			if own := apart.Param(p.Name).Own; !slices.Equal(p.Own, own) {
				where = append(where, s.Param(p.Name))
				out.Where = append(out.Where, p.Name+"="+strings.Join(p.Own, ","))
			}
		}
	}
	equal := named.About(about).Equal(where, q.values()...)
	if err := out.except(s, at(equal), space, q); err != nil {
		return nil, err
	}
	if q.Anywhere {
		if err := out.elsewhere(s, at(space), apart, q); err != nil {
			return nil, err
		}
	}
	if partial := slices.Concat(at(space).Partial(), at(apart).Partial()); partial != nil && len(out.Cases) == 1 && out.Result != Unknown {
		slices.Sort(partial)
		return nil, &formula.TooMany{Params: slices.Compact(partial)}
	}
	return out, nil
}

// except sets Except, at a place with values that are equal to what the question names.
func (v *Verdict) except(s *spec.Spec, at *deploy.Place, space *deploy.Space, q Question) error {
	results := func(v *Verdict) []Result {
		return slices.Sorted(slices.Values(lists.Map(v.Cases, func(c Case) Result { return c.Result })))
	}
	differs := func(at *deploy.Place) (*Verdict, error) {
		other, err := Everywhere(s, at, q)
		if err != nil || slices.Equal(results(other), results(v)) && slices.Equal(other.Depends, v.Depends) {
			return nil, err
		}
		return other, nil
	}
	other, err := differs(at)
	if other == nil {
		return err
	}
	for _, choice := range at.Open() {
		var known [][]string
		p := space.Param(choice.Param)
		if p.Var != nil {
			known = lists.Map(p.Var.Options, func(o formula.Option) []string { return o.Values })
		}
		for i, o := range choice.Options[:choice.GivenOptions()] {
			is := func(k []string) bool { return slices.Equal(k, o.Values) }
			named := o.Values[0] == "*" || slices.ContainsFunc(q.texts(), func(text string) bool { return strings.Contains(text, o.Values[0]) })
			if !named || is(p.Own) || slices.ContainsFunc(known, is) || !slices.Contains(other.Depends, choice.Param) {
				continue
			}
			with, err := differs(at.Choose(choice, i))
			if err != nil {
				return err
			}
			if with != nil {
				v.Except = append(v.Except, choice.Param+"="+strings.Join(o.Values, ","))
			}
		}
	}
	return nil
}

// elsewhere sets Partition, Region and Account.
func (v *Verdict) elsewhere(s *spec.Spec, at *deploy.Place, apart *deploy.Space, q Question) error {
	differs := func(at *deploy.Place, q Question) (bool, error) {
		other, err := Everywhere(s, at, q)
		return err == nil && (other.Result != v.Result || !slices.Equal(other.Depends, v.Depends)), err
	}
	own := q.inAccount(at.AccountID)
	for _, used := range lists.Filter(q.partitions(s), func(partition string) bool { return partition != at.Partition }) {
		i := slices.IndexFunc(apart.Places, func(b spec.Binding) bool { return b.Partition == used })
		there := at.At(apart.Places[i].Region, at.AccountID)
		there.Partition = used
		if is, err := differs(there, q); is || err != nil {
			v.Partition = at.Partition
			return err
		}
	}
	for _, b := range apart.Regions(at.Binding)[1:] {
		is, err := differs(at.At(b.Region, at.AccountID), q)
		if err != nil {
			return err
		}
		if is {
			v.Region = at.Region
			break
		}
	}
	if !at.AnyAccount || q.BothSides && v.Result == Unknown {
		return nil
	}
	alike, more := apart.Accounts()
	alike = append(alike, apart.Account())
	for i, account := range slices.Concat(q.accounts(), alike, apart.NamedAccounts()) {
		if account == at.AccountID {
			continue
		}
		is, err := differs(at.At(at.Region, account), own)
		if err != nil {
			return err
		}
		if is {
			n := len(q.accounts())
			if v.Account = account; n <= i && i < n+len(alike) {
				v.unlike = at.AccountID
			}
			return nil
		}
	}
	return more
}

// texts are the parts of the request that are text.
func (q Question) texts() []string {
	var out []string
	for _, v := range q.values() {
		for _, part := range v {
			if lit, is := part.(spec.Lit); is {
				out = append(out, string(lit))
			}
		}
	}
	return out
}

var accountPattern = regexp.MustCompile(`\b[0-9]{12}\b`)

// accounts are those that the request names.
func (q Question) accounts() []string {
	return lists.Flat(q.texts(), func(text string) []string { return accountPattern.FindAllString(text, -1) })
}

// partitions are those of deployments that the request may be about: one if it names
// that by an ARN or a Region, else those in use or, without environments, all.
func (q Question) partitions(s *spec.Spec) []string {
	texts := q.texts()
	for _, partition := range spec.Partitions {
		p, _ := facts.FindPartition(partition)
		names := append([]string{"arn:" + partition + ":"}, p.Regions...)
		if slices.ContainsFunc(texts, func(text string) bool {
			return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(text, name) })
		}) {
			return nil
		}
	}
	if s.Environments == nil {
		return spec.Partitions
	}
	return lists.Map(s.InUse(), func(b spec.Binding) string { return b.Partition })
}

// inAccount is q with the account of the deployment where it names that as text.
func (q Question) inAccount(account string) Question {
	in := func(v spec.Value) spec.Value {
		var out spec.Value
		for _, part := range v {
			lit, is := part.(spec.Lit)
			if !is {
				out = out.Append(part)
				continue
			}
			for i, text := range strings.Split(string(lit), account) {
				if i > 0 {
					out = out.Append(spec.AccountID)
				}
				out = out.Append(spec.Lit(text))
			}
		}
		return out
	}
	of := q.Context
	q.Resource, q.Principal, q.Context = in(q.Resource), in(q.Principal), map[string][]spec.Value{}
	for key, values := range of {
		q.Context[key] = lists.Map(values, in)
	}
	return q
}

// Everywhere answers a question in every deployment of a place. It returns nil if
// nothing in the spec has the name. The error is a deploy.TooMany, or about a
// document that IAM would reject.
func Everywhere(s *spec.Spec, at *deploy.Place, q Question) (*Verdict, error) {
	places, err := at.Each(q.names(s, at.Binding))
	if err != nil {
		return nil, err
	}
	out := &Verdict{Principal: q.written(q.Principal, at.Binding), Action: q.Action}
	results := map[Result]formula.Formula{}
	var order []Result
	for _, place := range places {
		sub, err := q.subject(s, place)
		if sub == nil || err != nil {
			return nil, err
		}
		outcomes, err := sub.Decide(q.Action, place.Text(q.Resource), q.context(place))
		if err != nil {
			return nil, err
		}
		named := at.Chosen(place)
		for _, o := range outcomes {
			if results[o.Result] == nil {
				order = append(order, o.Result)
			}
			both, _ := named.And(o.When)
			results[o.Result] = append(results[o.Result], both)
		}
	}
	for _, r := range order {
		when := results[r].Usual()
		under := at.Under(when).Plain()
		sub, err := q.subject(s, under)
		if err != nil {
			return nil, err
		}
		one := Case{Answer: sub.Ask(q.Action, under.Text(q.Resource), q.context(under))}
		if q.Resource.Params() != nil || q.BothSides && slices.Contains(q.Resource, spec.Part(spec.AccountID)) {
			one.Resource = q.written(q.Resource, under.Binding)
		}
		if len(order) > 1 {
			one.When = results[r].Around(when).String()
		}
		out.Cases = append(out.Cases, one)
		out.Subject, out.Resource = one.Subject, one.Resource
	}
	if out.Result = order[0]; len(order) > 1 {
		out.Result = Depends
		out.Depends = dependsOn(results)
	}
	return out, nil
}

func dependsOn(results map[Result]formula.Formula) []string {
	var out []string
	for _, f := range results {
		for _, v := range f.Variables() {
			if f.DependsOn(v) {
				out = append(out, v.Param)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (q Question) subject(s *spec.Spec, at *deploy.Place) (*Subject, error) {
	d, resource, principal := New(s, at), at.Text(q.Resource), at.Text(q.Principal)
	switch target := d.roleARNs[resource]; {
	case q.BothSides && target != nil && d.roles[q.Name] != nil:
		return d.Trust(target.Name, q.Name)
	case q.BothSides && q.ResourcePolicy == "":
		return nil, fmt.Errorf("the spec has no role %s", resource)
	case q.BothSides:
		return d.Both(q.Name, q.ResourcePolicy, AccountOf(resource, q.context(at)))
	case principal == "":
		return d.Of(q.Name)
	case d.roles[q.Name] == nil:
		return d.Resource(q.Name, principal)
	}
	return d.Trust(q.Name, principal)
}

// names are the parameters of which a question is asked for one value after the
// other.
func (q Question) names(s *spec.Spec, at spec.Binding) []string {
	out := NamesIn(s, q.Name, q.written(q.Principal, at))
	for _, v := range q.values() {
		out = append(out, lists.Map(v.Params(), func(p *spec.Param) string { return p.Name })...)
	}
	return out
}

// About returns what matters for questions about a role or policy, a principal and some
// actions.
func About(s *spec.Spec, name, principal string, actions ...string) deploy.About {
	var out deploy.About
	for _, a := range actions {
		service, _, _ := strings.Cut(strings.ToLower(a), ":")
		out.Services = append(out.Services, service)
	}
	service := strings.Contains(principal, ".") && !strings.HasPrefix(principal, "arn:") && !strings.HasPrefix(principal, "${")
	if !service && strings.ContainsAny(principal, ":$") {
		return out
	}
	out.Roles = []string{""}
	for _, r := range s.Roles {
		if names := r.Names(); slices.Contains(names, name) || slices.Contains(names, principal) {
			out.Roles = append(out.Roles, r.Name)
		}
	}
	for _, p := range s.Policies {
		if slices.Contains(p.Names(), name) {
			out.Roles = append(out.Roles, p.Name)
		}
	}
	return out
}

// NamesIn returns the parameters whose values a Subject with a name depends on: those
// of deploy.Names, and those in the names of the role or policy and of the principal
// that assumes it.
func NamesIn(s *spec.Spec, name, principal string) []string {
	out := deploy.Names(s)
	add := func(v spec.Value) {
		out = append(out, lists.Map(v.Params(), func(p *spec.Param) string { return p.Name })...)
	}
	for _, r := range s.Roles {
		names := r.Names()
		if slices.Contains(names, name) || slices.Contains(names, principal) || !r.Named() && strings.Contains(principal, ":") {
			add(r.ARN())
		}
	}
	for _, p := range s.Policies {
		if slices.Contains(p.Names(), name) {
			add(p.ARN())
		}
	}
	return out
}

// context is the context of the request at a place.
func (q Question) context(at *deploy.Place) eval.Context {
	out := eval.Context{Values: map[string][]string{}, Absent: q.Absent}
	for key, values := range q.Context {
		for _, v := range values {
			out.Values[key] = append(out.Values[key], at.Text(v))
		}
	}
	return out
}

// written is v with the names that the deployment makes as placeholders and, for both
// sides, the Region and the account, too.
func (q Question) written(v spec.Value, at spec.Binding) string {
	names := spec.Binding{Partition: at.Partition, Region: at.Region, AccountID: at.AccountID, Values: map[string][]string{}}
	if q.BothSides {
		names.Region, names.AccountID = "${AWS::Region}", "${AWS::AccountId}"
	}
	for _, p := range v.Params() {
		names.Values[p.Name] = []string{"${" + p.Name + "}"}
	}
	return names.Text(v)
}
