package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/spec/diag"
)

const canLong = `Can says whether a role, or whoever has a customer managed policy, may do
something: by which statement at which line, or which statement comes nearest
and what of it is not met.

The answer holds in every deployment: with and without each optional parameter,
for each Boolean and each of the values that a parameter allows. If it depends on
such a choice, it says on which, and --with PARAMETER=VALUE or --env narrows it.
A value of a parameter that the question names, such as its example, is meant: if
the answer depends on that, it says so.

Evaluated are the inline policies of the role, the attached ones of the spec and
of AWS, and its permissions boundary. Policies of buckets, keys, sessions and the
organization are not: nothing here knows them. RESOURCE is an ARN, or * (or
nothing) for an action that takes none.

What a condition compares is given with --context, once for each value, and
--absent for a key that the request does not have. Anything else is not known,
unless it follows from who asks: aws:PrincipalArn, aws:PrincipalAccount,
aws:PrincipalType. If the answer depends on what is not known, it is unknown,
and names the keys to give.

With --principal the question is who may assume the role: its trust policy is
evaluated. Of a principal that is a role of the spec, its policies count too.

The exit code is 0 if it is allowed, 1 if it is denied, and 3 if it depends on a
choice or is unknown.`

const canExample = `  emriam can InstanceRole s3:GetObject arn:aws:s3:::amzn-s3-demo-data/x -f roles.yaml
  emriam can StudioServiceRole ec2:DeleteNetworkInterface \
    arn:aws:ec2:us-east-1:123456789012:network-interface/eni-1 \
    --context aws:ResourceTag/for-use-with-amazon-emr-managed-policies=true
  emriam can ServiceRole sts:AssumeRole --principal elasticmapreduce.amazonaws.com \
    --context aws:SourceAccount=123456789012`

// errUnknown is the end of a run whose answer is neither yes nor no: exit code
// 3, and nothing more to say.
var errUnknown = errors.New("unknown")

type question struct {
	file, format, env, principal string
	context, absent, with        []string
}

func canCommand() *cobra.Command {
	var q question
	cmd := &cobra.Command{
		Use:     "can ROLE|POLICY ACTION [RESOURCE]",
		Short:   "Say whether a role may do something, and by which statement",
		Long:    canLong,
		Example: canExample,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 || len(args) > 3 {
				return fmt.Errorf("can takes a role or policy, an action and a resource; see %s --help", cmd.CommandPath())
			}
			return oneOf("--format", q.format, "text", "json")
		},
		RunE: func(_ *cobra.Command, args []string) error { return q.run(append(args, "")) },
	}
	fileFlag(cmd, &q.file)
	cmd.Flags().StringVar(&q.format, "format", "text", "how the answer is printed: text or json")
	cmd.Flags().StringVar(&q.env, "env", "", "the environment in which alone it is asked (default: every deployment)")
	cmd.Flags().StringArrayVar(&q.with, "with", nil, "PARAMETER=VALUE of the deployment; PARAMETER= is one that is not given")
	cmd.Flags().StringVar(&q.principal, "principal", "", "who wants to assume the role: a role of the spec, an ARN, or the name of a service")
	cmd.Flags().StringArrayVar(&q.context, "context", nil, "KEY=VALUE of the request; again for one more value or key")
	cmd.Flags().StringArrayVar(&q.absent, "absent", nil, "a KEY that the request does not have")
	return cmd
}

// run answers a question of a name, an action and a resource, or "".
func (q question) run(args []string) error {
	context, err := q.readContext()
	if err != nil {
		return err
	}
	if err := checkAction(args[1], args[2]); err != nil {
		return err
	}
	in, err := readSpec(q.file)
	if err != nil {
		return err
	}
	s, found := in.compile()
	if s == nil {
		return tell(found)
	}
	at, err := q.place(s, args[2])
	if err != nil {
		return err
	}
	v, err := access.Ask(s, at, access.Question{Name: args[0], Principal: q.principal, Action: args[1], Resource: args[2], Context: context})
	if v == nil && err == nil {
		err = q.unknown(s, in.file, args[0])
	}
	if tooMany := new(deploy.TooMany); errors.As(err, &tooMany) {
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
		Where []string `json:"where,omitempty"`
	}{v.Cases[0].Answer, v.Where})
}

// place says where a question is asked: in an environment, or wherever the spec can
// be deployed in the partition that the resource names, in AWS's example account.
// The parameters that --with names have those values.
func (q question) place(s *spec.Spec, resource string) (func(*deploy.Space) *deploy.Place, error) {
	given, err := q.readWith(s)
	if err != nil {
		return nil, err
	}
	where, err := bindingOf(s, q.env)
	if err != nil {
		return nil, err
	}
	if q.env == "" {
		where = inPartition(s, where, resource)
	}
	return func(space *deploy.Space) *deploy.Place {
		at := space.All(s, where)
		if q.env != "" {
			at = deploy.Fixed(where)
		}
		for _, p := range s.Params {
			if values, ok := given[p.Name]; ok {
				at = at.With(p.Name, values)
			}
		}
		return at
	}, nil
}

// inPartition is where to ask in the partition of a resource, or else in one that the
// spec is deployed to.
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

// readWith reads --with: nil for a parameter that is not given.
func (q question) readWith(s *spec.Spec) (map[string][]string, error) {
	out := map[string][]string{}
	for _, text := range q.with {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			return nil, fmt.Errorf("--with is PARAMETER=VALUE, not %q; PARAMETER= is one that is not given", text)
		}
		i := slices.IndexFunc(s.Params, func(p *spec.Param) bool { return p.Name == name })
		if i < 0 {
			var names []string
			for _, p := range s.Params {
				names = append(names, p.Name)
			}
			return nil, fmt.Errorf("%s has no parameter %q%s", s.File, name, near(name, names))
		}
		p := s.Params[i]
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

func near(written string, names []string) string {
	if meant := diag.Nearest(written, names); meant != "" {
		return fmt.Sprintf("; did you mean %q?", meant)
	}
	return ""
}

// unknown says that a spec has nothing of a name.
func (q question) unknown(s *spec.Spec, file, name string) error {
	for _, e := range s.Existing {
		if e.Name == name {
			return fmt.Errorf("the role %s exists already, so the spec does not know what it may do", name)
		}
	}
	names := access.Names(s)
	if q.principal != "" {
		names = access.RoleNames(s)
	}
	return unknownName(file, name, names)
}

// readContext reads the flags that say what a request is like.
func (q question) readContext() (iam.Context, error) {
	c := iam.Context{Values: map[string][]string{}, Absent: q.absent}
	written := map[string]string{} // by lower case
	for _, text := range q.context {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" {
			return c, fmt.Errorf("--context is KEY=VALUE, not %q; --absent KEY says that there is none", text)
		}
		first, again := written[strings.ToLower(key)]
		if !again {
			first = key
			written[strings.ToLower(key)] = key
		}
		c.Values[first] = append(c.Values[first], value)
	}
	for _, key := range q.absent {
		if _, ok := written[strings.ToLower(key)]; ok {
			return c, fmt.Errorf("--absent says that there is no %s, and --context gives it a value", key)
		}
	}
	return c, nil
}

// checkAction refuses what is no request, and says what AWS may not know.
func checkAction(name, resource string) error {
	prefix, rest, ok := strings.Cut(name, ":")
	if !ok || prefix == "" || rest == "" || strings.ContainsAny(name, "*?") {
		return fmt.Errorf("an action is one such as s3:GetObject, not %q", name)
	}
	s, ok := iam.FindService(prefix)
	if !ok {
		say("AWS has no service with the prefix %q%s", prefix, meant(prefix, iam.Prefixes()))
		return nil
	}
	a, ok := s.Action(rest)
	if !ok {
		say("%s has no action %q%s", s.Name, rest, meant(rest, s.ActionNames()))
		return nil
	}
	if resource != "" && !a.Takes(resource) {
		say("%s takes no resource like %s; it takes %s", a, resource, taken(a))
	}
	return nil
}

func meant(written string, names []string) string {
	if near := diag.Nearest(written, names); near != "" {
		return fmt.Sprintf(", as far as is known; did you mean %q?", near)
	}
	return ", as far as is known"
}

// taken are the formats of the ARNs that an action takes.
func taken(a iam.Action) string {
	var out []string
	for r := range a.ResourceTypes() {
		out = append(out, r.ARNs()...)
	}
	if out == nil {
		return "none but *"
	}
	return strings.Join(out, ", ")
}
