package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/access"
	"github.com/emriam/emriam/spec/diag"
)

const canLong = `Can says whether a role, or whoever has a customer managed policy, may do
something: by which statement at which line, or which statement comes nearest
and what of it is not met.

What counts are the inline policies of the role, the attached ones of the spec
and of AWS, and its permissions boundary, as they are under the spec's examples
or in an environment. Policies of buckets, keys, sessions and the organization
do not: nothing here knows them. RESOURCE is an ARN, or * (or nothing) for an
action that takes none.

What a condition asks for is told with --context, once for each value, and
--absent for a key that the request does not have. Anything else is not known,
unless it follows from who asks: aws:PrincipalArn, aws:PrincipalAccount,
aws:PrincipalType. If the answer depends on what is not known, it is unknown,
and names the keys to tell.

With --principal the question is who may assume the role: its trust policy is
asked. Of a principal that is a role of the spec, its policies count too.

The exit code is 0 if it is allowed, 1 if it is denied, and 3 if that is
unknown.`

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
	context, absent              []string
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
	cmd.Flags().StringVar(&q.env, "env", "", "the environment (default: the spec's examples)")
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
	sub, err := q.subject(s, in.file, args[0])
	if err != nil {
		return err
	}
	a := sub.Ask(args[1], args[2], context)
	if err := q.print(a); err != nil {
		return err
	}
	switch a.Result {
	case access.Denied:
		return errFindings
	case access.Unknown:
		return errUnknown
	}
	return nil
}

func (q question) print(a *access.Answer) error {
	if q.format == "json" {
		return writeJSON(os.Stdout, a)
	}
	_, err := os.Stdout.Write(a.Text())
	return err
}

// subject is what a spec has under a name.
func (q question) subject(s *spec.Spec, file, name string) (*access.Subject, error) {
	b, err := bindingOf(s, q.env)
	if err != nil {
		return nil, err
	}
	for _, e := range s.Existing {
		if e.Name == name {
			return nil, fmt.Errorf("the role %s exists already, so the spec does not know what it may do", name)
		}
	}
	var sub *access.Subject
	names := access.Names(s)
	if q.principal == "" {
		sub, err = access.New(s, b).Of(name)
	} else {
		names = access.RoleNames(s)
		sub, err = access.New(s, b).Trust(name, q.principal)
	}
	if sub == nil && err == nil {
		err = unknownName(file, name, names)
	}
	return sub, err
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
