package run

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/gen/prove"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/read"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// empty is a program in place of the AWS CLI, for an account that has nothing: it finds
// nothing, and notes every other call, with each word behind a NUL.
const empty = `#!/bin/sh
case $2 in
  get-*) echo "NoSuchEntity: it does not exist" >&2; exit 254 ;;
  list-*) ;;
  *) printf 'call' >>calls; for word in "$@"; do printf '\0%s' "$word" >>calls; done; printf '\0\n' >>calls ;;
esac
`

// full is one for an account that has everything, with nothing attached.
const full = `#!/bin/sh
case $2 in
  get-* | list-*) ;;
  *) printf 'call' >>calls; for word in "$@"; do printf '\0%s' "$word" >>calls; done; printf '\0\n' >>calls ;;
esac
`

// iam runs a script that deploys or removes a stack, and compares what it calls the AWS
// CLI with.
func (c *commanded) iam(sh, dir string, files []gen.File) error {
	name := strings.TrimSuffix(path.Base(c.file.Path), ".sh")
	deploys := strings.HasPrefix(name, "deploy-")
	of := strings.TrimPrefix(strings.TrimPrefix(name, "deploy-"), "remove-")
	stack := lists.Find(c.spec.Stacks, func(st *spec.Stack) bool { return st.Name == of })
	if stack == nil {
		c.Add("the spec has no such stack")
		return nil
	}
	calls, err := c.calls(sh, dir, files, map[bool]string{true: empty, false: full}[deploys])
	if err != nil {
		return err
	}
	want := expected.Choice{Stack: stack, Binding: c.binding, Tagged: true}.Creates()
	if !deploys {
		c.removed(calls, want)
		return nil
	}
	want.SecurityConfigurations = nil // which other scripts create
	for _, r := range want.Roles {
		r.ARN = "" // which no call names
	}
	c.Comparison = append(c.Comparison, prove.Accounts(want, c.created(calls))...)
	return nil
}

// calls runs the script beside its functions, with a program in place of the AWS CLI.
func (c *commanded) calls(sh, dir string, files []gen.File, aws string) ([][]string, error) {
	dir, err := os.MkdirTemp(dir, "iam-")
	if err != nil {
		return nil, err
	}
	write := exec.Command(sh, "-c", "cat >aws && chmod +x aws") // see recorder
	write.Dir, write.Stdin = dir, strings.NewReader(aws)
	if said, err := write.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, said)
	}
	for _, f := range files {
		if path.Dir(f.Path) == path.Dir(c.file.Path) && (f.Path == c.file.Path || path.Base(f.Path) == "iam.sh") {
			if err := os.WriteFile(filepath.Join(dir, path.Base(f.Path)), f.Content, 0o644); err != nil {
				return nil, err
			}
		}
	}
	cmd := exec.Command(sh, path.Base(c.file.Path))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	if said, err := cmd.CombinedOutput(); err != nil {
		c.Add("it fails: %v\n%s", err, said)
	}
	text, err := os.ReadFile(filepath.Join(dir, "calls"))
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	var out [][]string
	for call := range strings.SplitSeq(string(text), "\x00\n") {
		if words := strings.Split(call, "\x00"); len(words) > 3 {
			out = append(out, words[2:])
		}
	}
	return out, nil
}

// option is the value of an option of a call, or "".
func option(call []string, name string) string {
	for i, word := range call {
		if value, ok := strings.CutPrefix(word, "--"+name+"="); ok {
			return value
		}
		if word == "--"+name && i+1 < len(call) {
			return call[i+1]
		}
	}
	return ""
}

// created is the account that calls leave behind, for one that had nothing.
func (c *commanded) created(calls [][]string) *read.Account {
	out := &read.Account{}
	roles := map[string]*read.Role{}
	of := func(call []string) *read.Role {
		if r := roles[option(call, "role-name")]; r != nil {
			return r
		}
		c.Add("it calls %s for a role that it has not created", call[0])
		return &read.Role{Inline: map[string]*iam.Document{}, Tags: map[string]string{}}
	}
	policy := func(arn string) *read.Policy {
		return lists.Find(out.Policies, func(p *read.Policy) bool { return strings.HasSuffix(arn, ":policy"+p.Path+p.Name) })
	}
	paths := map[string]string{} // of instance profiles
	for _, call := range calls {
		var in struct {
			RoleName, PolicyName, PolicyArn, InstanceProfileName, Path, Description, PermissionsBoundary string
			MaxSessionDuration                                                                           int
			Tags                                                                                         prove.Tags
		}
		if text := option(call, "cli-input-json"); text != "" {
			if err := json.Unmarshal([]byte(text), &in); err != nil {
				c.Add("%s: %v", call[0], err)
				continue
			}
		}
		switch call[0] {
		case "create-policy":
			out.Policies = append(out.Policies, &read.Policy{Name: in.PolicyName, Path: in.Path, Description: in.Description, Tags: map[string]string{}, Document: c.parse(option(call, "policy-document"))})
		case "create-role":
			r := &read.Role{
				Name: in.RoleName, Path: in.Path, Description: in.Description, MaxSession: fmt.Sprint(in.MaxSessionDuration), Boundary: in.PermissionsBoundary,
				Trust: c.parse(option(call, "assume-role-policy-document")), Inline: map[string]*iam.Document{}, Tags: map[string]string{},
			}
			roles[r.Name] = r
			out.Roles = append(out.Roles, r)
		case "tag-role":
			if r := roles[in.RoleName]; r != nil {
				r.Tags = in.Tags.Read()
			}
		case "tag-policy":
			if p := policy(in.PolicyArn); p != nil {
				p.Tags = in.Tags.Read()
			}
		case "tag-instance-profile":
			for _, r := range out.Roles {
				for i := range r.Profiles {
					if r.Profiles[i].Name == in.InstanceProfileName {
						r.Profiles[i].Tags = in.Tags.Read()
					}
				}
			}
		case "put-role-policy":
			of(call).Inline[option(call, "policy-name")] = c.parse(option(call, "policy-document"))
		case "attach-group-policy", "attach-user-policy", "attach-role-policy":
			kind := strings.TrimSuffix(strings.TrimPrefix(call[0], "attach-"), "-policy")
			if name := option(call, kind+"-name"); kind != "role" || roles[name] == nil {
				p := policy(option(call, "policy-arn"))
				if p == nil {
					c.Add("it attaches a policy that it has not created to the %s %s", kind, name)
					continue
				}
				p.Attached = append(p.Attached, kind+" "+name)
				continue
			}
			r := of(call)
			r.Managed = append(r.Managed, option(call, "policy-arn"))
		case "create-studio-session-mapping":
			p := policy(option(call, "session-policy-arn"))
			if p == nil {
				c.Add("it maps a session policy that it has not created to the Studio %s", option(call, "studio-id"))
				continue
			}
			kind, name := strings.ToLower(option(call, "identity-type")), option(call, "identity-name")
			p.Attached = append(p.Attached, kind+" "+name+" of the Studio "+option(call, "studio-id"))
		case "create-instance-profile":
			paths[in.InstanceProfileName] = in.Path
		case "add-role-to-instance-profile":
			r, profile := of(call), option(call, "instance-profile-name")
			r.Profiles = append(r.Profiles, read.Profile{Name: profile, Path: paths[profile], Tags: map[string]string{}})
		case "wait":
		default:
			c.Add("it calls %s in an account that has nothing", call[0])
		}
	}
	out.Sort()
	return out
}

func (c *commanded) parse(text string) *iam.Document {
	d, err := iam.Parse([]byte(text))
	if err != nil {
		c.Add("%v", err)
		return &iam.Document{}
	}
	return d
}

// removed wants each role, profile and policy of a stack to be removed, and no other.
func (c *commanded) removed(calls [][]string, want *read.Account) {
	left := map[string]bool{}
	for _, r := range want.Roles {
		left["role "+r.Name] = true
		for _, p := range r.Profiles {
			left["profile "+p.Name] = true
		}
	}
	for _, p := range want.Policies {
		left["policy "+p.ARN] = true
	}
	for _, call := range calls {
		what := map[string]string{
			"delete-role": "role " + option(call, "role-name"), "delete-policy": "policy " + option(call, "policy-arn"),
			"delete-instance-profile": "profile " + option(call, "instance-profile-name"),
		}[call[0]]
		if !left[what] {
			c.Add("it calls %s for %q, which the stack does not have", call[0], what)
		}
		delete(left, what)
	}
	for what := range left {
		c.Add("it does not remove the %s", what)
	}
}

// input compares a file for --cli-input-json.
func (c *commanded) input() {
	var got struct {
		AuthMode, ServiceRole, UserRole, ExecutionRoleArn string // the last one in any letter case
		Name, SecurityConfiguration                       string
	}
	if err := json.Unmarshal(c.file.Content, &got); err != nil {
		c.Add("%v", err)
		return
	}
	of := func(command, name string) bool {
		return path.Base(c.file.Path) == command+"-"+naming.Kebab(name)+".json"
	}
	for _, sc := range c.spec.SecurityConfigurations {
		if of("create-security-configuration", sc.Name) {
			c.configuration(sc, map[string]string{"--name": got.Name, "--security-configuration": got.SecurityConfiguration})
			return
		}
	}
	for _, r := range c.spec.Roles {
		arn := c.binding.Text(r.ARN())
		switch {
		case r.Kind == spec.KindServerless && of("start-job-run", r.Name):
			c.Text("executionRoleArn", arn, got.ExecutionRoleArn)
			return
		case r.Kind == spec.KindStudio && of("create-studio", r.Name):
			c.Text("ServiceRole", arn, got.ServiceRole)
			c.Text("UserRole", "", got.UserRole)
			return
		}
		for _, user := range c.spec.Roles {
			if r.Kind == spec.KindStudio && of("create-studio", r.Name+"With"+user.Name) {
				c.Text("ServiceRole", arn, got.ServiceRole)
				c.Text("UserRole", c.binding.Text(user.ARN()), got.UserRole)
				return
			}
		}
	}
	c.Add("it is for nothing that the spec has")
}
