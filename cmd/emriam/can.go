package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/spec/diag"
)

// errUnknown ends a run whose result is neither allowed nor denied: exit code 3
// without a message.
var errUnknown = errors.New("unknown")

type question struct {
	file                   specName
	format, env, principal string
	context, absent, with  []string
	bothSides              bool
	policy                 string // the resource policy that --both-sides means
	documents              documents
}

func canCommand() *cobra.Command {
	var q question
	cmd := described("can", &cobra.Command{
		ValidArgsFunction: q.complete,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := takes("a role or policy, an action and a resource", 2, 3)(cmd, args); err != nil {
				return err
			}
			if q.bothSides = q.bothSides || q.policy != ""; q.bothSides && (q.principal != "" || len(args) < 3) {
				return errors.New("--both-sides needs a role and a resource, and no --principal")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return q.run(append(args, "")) },
	})
	fileFlag(cmd, &q.file)
	choiceFlag(cmd, &q.format, "format", "output format: text or json", "text", "json")
	cmd.Flags().StringVar(&q.env, "env", "", "evaluate only in this environment (default: every deployment)")
	cmd.Flags().StringArrayVar(&q.with, "with", nil, "PARAMETER=VALUE of the deployment; PARAMETER= means not given")
	cmd.Flags().StringVar(&q.principal, "principal", "", "the principal that assumes the role: a role of the spec, an ARN, or the name of a service")
	cmd.Flags().BoolVar(&q.bothSides, "both-sides", false, "also evaluate the policy of the resource, or the trust policy of a role")
	cmd.Flags().StringVar(&q.policy, "resource-policy", "", "the resource policy of the spec for --both-sides, if several are about the resource")
	completeFlag(cmd, "resource-policy", ofSpec(&q.file, access.ResourcePolicyNames))
	completeFlag(cmd, "env", ofSpec(&q.file, environmentNames))
	completeFlag(cmd, "principal", ofSpec(&q.file, access.RoleNames))
	cmd.Flags().StringArrayVar(&q.context, "context", nil, "KEY=VALUE of the request; repeat for further values and keys")
	cmd.Flags().StringArrayVar(&q.absent, "absent", nil, "a KEY that the request does not have")
	q.documents.flag(cmd)
	return cmd
}

// run evaluates a request with the name of a role or policy, an action and a
// resource, or "".
func (q question) run(args []string) error {
	context, err := q.readContext()
	if err != nil {
		return err
	}
	if err := checkAction(args[1], args[2]); err != nil {
		return err
	}
	in, s, _, err := compileSpec(q.file)
	if err != nil {
		return err
	}
	where, err := bindingOf(s, q.env)
	if err != nil {
		return err
	}
	given, err := q.readWith(s)
	if err != nil {
		return err
	}
	asked, err := q.asked(s, args, context, where, given)
	if err != nil {
		return err
	}
	at := q.place(s, asked, where, given)
	if err := q.documents.addTo(s); err != nil {
		return err
	}
	done := working("evaluating")
	v, err := access.Ask(s, at, asked)
	done()
	if v == nil && err == nil {
		err = q.unknown(s, in.file, args[0])
	}
	if tooMany := new(formula.TooMany); errors.As(err, &tooMany) {
		say("%v", tooMany)
		return errUnknown
	}
	if err != nil {
		return err
	}
	if err := q.print(v); err != nil {
		return err
	}
	switch v.Result {
	case access.Denied:
		return errFindings
	case access.Unknown, access.Depends:
		return errUnknown
	}
	return nil
}

func (q question) print(v *access.Verdict) error {
	switch {
	case q.format != "json":
		return printText(v.Text())
	case len(v.Cases) > 1:
		return printJSON(v)
	}
	return printJSON(struct {
		*access.Answer
		Where     []string `json:"where,omitempty"`
		Except    []string `json:"except,omitempty"`
		Partition string   `json:"partition,omitempty"`
		Region    string   `json:"region,omitempty"`
		Account   string   `json:"account,omitempty"`
	}{v.Cases[0].Answer, v.Where, v.Except, v.Partition, v.Region, v.Account})
}

// place returns where the request is evaluated: in an environment, or in every
// deployment in the partition that the resource names, in a Region that the request
// names and in AWS's example account. The parameters that --with names have those values.
func (q question) place(s *spec.Spec, asked access.Question, where spec.Binding, given map[string][]string) func(*deploy.Space) *deploy.Place {
	if q.env == "" {
		where = inPartition(s, where, asked.Resource.String())
		where.Region = cmp.Or(namedRegion(where.Partition, asked), where.Region)
	}
	return func(space *deploy.Space) *deploy.Place {
		at := space.All(s, where)
		if i := slices.IndexFunc(s.Environments, func(e *spec.Environment) bool { return e.Name == q.env }); i >= 0 {
			at = space.Environment(s, s.Environments[i])
		}
		for _, p := range s.Params {
			if values, ok := given[p.Name]; ok {
				at = at.With(p.Name, values)
			}
		}
		return at
	}
}

// anyAccount stands for the account of a deployment that may be in any.
const anyAccount = "${AWS::AccountId}"

// asked is the question of run. Placeholders are replaced by the values that --with
// gives, or else the environment or an example: a request with the example of a parameter
// means the parameter. Names that the deployment makes stay, and so do the Region and
// the account, unless an environment gives them.
func (q question) asked(s *spec.Spec, args []string, context map[string][]string, where spec.Binding, given map[string][]string) (out access.Question, err error) {
	where.Values = maps.Clone(where.Values)
	maps.Copy(where.Values, given)
	if q.bothSides && q.env == "" {
		where.AccountID = anyAccount
	}
	fill := func(text string) (filled spec.Value) {
		v, wrong := compile.Request(s, text)
		for _, p := range v.Params() {
			if len(where.Values[p.Name]) != 1 {
				wrong = cmp.Or(wrong, fmt.Errorf("the request needs one value of the parameter %s; write --with %s=…", p.Name, p.Name))
			}
		}
		if err = cmp.Or(err, wrong); err != nil {
			return nil
		}
		for _, part := range v {
			ref, is := part.(spec.ParamRef)
			made := is && ref.Param.Made != nil && given[ref.Param.Name] == nil
			_, located := part.(spec.Pseudo)
			if made || located && q.env == "" {
				filled = filled.Append(part)
				continue
			}
			for i, text := range strings.Split(where.Text(spec.Value{part}), anyAccount) {
				if i > 0 {
					filled = filled.Append(spec.AccountID)
				}
				filled = filled.Append(spec.Lit(text))
			}
		}
		return filled
	}
	out = access.Question{
		Name: args[0], Action: args[1], Resource: fill(args[2]), Principal: fill(q.principal), Context: map[string][]spec.Value{},
		Absent: q.absent, BothSides: q.bothSides, ResourcePolicy: q.policy, Anywhere: q.env == "",
	}
	for key, values := range context {
		for _, text := range values {
			out.Context[key] = append(out.Context[key], fill(text))
		}
	}
	return out, err
}

// inPartition returns where to evaluate in the partition of a resource, or else in
// a partition that the spec is deployed to.
func inPartition(s *spec.Spec, example spec.Binding, resource string) spec.Binding {
	all := s.InUse()
	if arn, err := iam.ParseARN(resource); err == nil && slices.Contains(spec.Partitions, arn.Partition) {
		all = deploy.New(s).Places
		all = slices.DeleteFunc(all, func(b spec.Binding) bool { return b.Partition != arn.Partition })
	}
	if slices.ContainsFunc(all, func(b spec.Binding) bool { return b.Partition == example.Partition }) {
		return example
	}
	return all[0]
}

// namedRegion returns the Region of a partition that a request names, in its resource
// or else in a condition key, or "".
func namedRegion(partition string, asked access.Question) string {
	p, _ := facts.FindPartition(partition)
	texts := []string{asked.Resource.String()}
	for _, key := range slices.Sorted(maps.Keys(asked.Context)) {
		for _, v := range asked.Context[key] {
			texts = append(texts, v.String())
		}
	}
	for _, text := range texts {
		if i := slices.IndexFunc(p.Regions, func(r string) bool { return strings.Contains(text, r) }); i >= 0 {
			return p.Regions[i]
		}
	}
	return ""
}

// readWith reads --with: nil for a parameter that is not given.
func (q question) readWith(s *spec.Spec) (map[string][]string, error) {
	out := map[string][]string{}
	for _, text := range q.with {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			return nil, fmt.Errorf("--with is PARAMETER=VALUE, not %q; PARAMETER= means not given", text)
		}
		p := s.Param(name)
		if p == nil {
			names := lists.Map(s.Params, func(p *spec.Param) string { return p.Name })
			return nil, fmt.Errorf("%s has no parameter %q%s", s.File, name, near(name, names))
		}
		if value == "" && p.Optional {
			out[name] = nil
			continue
		}
		values := []string{value}
		if p.List {
			values = strings.Split(value, ",")
		}
		for _, v := range values {
			if why := p.Refuses(v); why != "" {
				return nil, fmt.Errorf("--with %s: %q %s", name, v, why)
			}
		}
		out[name] = values
	}
	return out, nil
}

// near returns a suggestion for a misspelt name, or "".
func near(written string, names []string) string {
	if meant := diag.Meant(written, names); meant != "" {
		return fmt.Sprintf("; did you mean %q?", meant)
	}
	return ""
}

// unknown returns the error that a spec has nothing with a name.
func (q question) unknown(s *spec.Spec, file, name string) error {
	for _, e := range s.Existing {
		if e.Name == name {
			return fmt.Errorf("the role %s is an existing role, so the spec does not know its permissions", name)
		}
	}
	names := access.Names(s)
	switch policies := access.ResourcePolicyNames(s); {
	case q.principal != "":
		names = append(access.RoleNames(s), policies...)
	case slices.Contains(policies, name):
		return fmt.Errorf("%s is a resource policy; write --principal with the principal that it is about", name)
	case q.policy != "" && !slices.Contains(policies, q.policy):
		return unknownName(file, q.policy, policies)
	case q.bothSides:
		names = access.RoleNames(s)
	}
	return unknownName(file, name, names)
}

// readContext reads the flags about the condition keys of a request.
func (q question) readContext() (map[string][]string, error) {
	context := map[string][]string{}
	written := map[string]string{} // by lower case
	for _, text := range q.context {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" {
			return nil, fmt.Errorf("--context is KEY=VALUE, not %q; for a request without the key, use --absent KEY", text)
		}
		first, again := written[strings.ToLower(key)]
		if !again {
			first = key
			written[strings.ToLower(key)] = key
		}
		context[first] = append(context[first], value)
	}
	for _, key := range q.absent {
		if _, ok := written[strings.ToLower(key)]; ok {
			return nil, fmt.Errorf("both --absent and --context name the key %s", key)
		}
	}
	return context, nil
}

// checkAction returns an error for an invalid action, and reports actions and
// resources that AWS may not have.
func checkAction(name, resource string) error {
	prefix, rest, ok := strings.Cut(name, ":")
	if !ok || prefix == "" || rest == "" || glob.HasWildcard(name) {
		return fmt.Errorf("an action has the form s3:GetObject, not %q", name)
	}
	s, ok := facts.FindService(prefix)
	if !ok {
		say("no known AWS service has the prefix %q%s", prefix, near(prefix, facts.Prefixes()))
		return nil
	}
	a, ok := s.Action(rest)
	if !ok {
		say("%s has no known action %q%s", s.Name, rest, near(rest, s.ActionNames()))
		return nil
	}
	if resource != "" && !a.Requested(resource) {
		say("%s does not support the resource %s; it supports %s", a, resource, supported(a))
	}
	return nil
}

// supported returns the ARN formats of the resources of an action.
func supported(a facts.Action) string {
	var out []string
	for r := range a.ResourceTypes() {
		out = append(out, r.ARNs()...)
	}
	if out == nil {
		return "only *"
	}
	return strings.Join(out, ", ")
}
