package awscli

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"slices"
	"strings"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/bound"
	"github.com/emriam/emriam/gen/internal/header"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag/show"
)

// functions are those that the scripts of stacks call.
//
//go:embed iam.sh
var functions string

// iamFiles are the scripts that create, update and remove the roles and policies of each
// stack with "aws iam" alone.
func (c *commands) iamFiles(dir string) []gen.File {
	out := []gen.File{{Path: dir + "/iam.sh", Content: []byte(header.Comment("#", c.spec.File) + "\n#\n" + functions)}}
	for _, st := range c.spec.Stacks {
		policies := lists.Filter(c.spec.Policies, func(p *spec.Policy) bool { return p.Stack == st })
		own := bound.Documents(&spec.Spec{Roles: inOrder(st), Policies: policies}, c.binding)
		if len(own.Roles)+len(own.Policies) == 0 {
			continue
		}
		out = append(out,
			c.stackScript(dir, "deploy", st, deploy(own), "Creates the roles and policies of the stack "+st.Name+", or gives them what the spec says.", "Run it again after each change. What the spec no longer has remains: remove it by its name."),
			c.stackScript(dir, "remove", st, remove(own), "Removes the roles and policies of the stack "+st.Name+"."))
	}
	return out
}

func (c *commands) stackScript(dir, what string, st *spec.Stack, calls []string, doc ...string) gen.File {
	return gen.File{Path: dir + "/" + what + "-" + st.Name + ".sh", Content: c.print("stack.sh", "#", words{"Doc": doc, "Calls": calls})}
}

// inOrder are the roles of a stack in an order in which IAM takes them: one that trusts
// another one comes after that.
func inOrder(st *spec.Stack) []*spec.Role {
	var out []*spec.Role
	done := map[*spec.Role]bool{}
	var add func(r *spec.Role)
	add = func(r *spec.Role) {
		if done[r] || !slices.Contains(st.Roles, r) {
			return
		}
		done[r] = true
		for _, trusted := range r.Trusts() {
			add(trusted)
		}
		out = append(out, r)
	}
	for _, r := range st.Roles {
		add(r)
	}
	return out
}

// deploy is the calls that create or update what a stack has.
func deploy(own bound.Set) []string {
	var out []string
	call := func(function string, words ...string) {
		for i, w := range words {
			words[i] = quote(plain(w))
		}
		out = append(out, strings.Join(append([]string{function}, words...), " \\\n  "))
	}
	tags := func(kind, option, name, set string, all []bound.Tag) {
		words := []string{kind, option, name, set}
		words = append(words, lists.Map(all, func(t bound.Tag) string { return t.Key })...)
		call("tags", words...)
	}
	for _, p := range own.Policies {
		call("policy", p.ARN, input(struct {
			PolicyName, Path string
			Description      string `json:",omitempty"`
		}{p.PolicyName, p.Path, p.Description}), document(p.Document))
		tags("policy", "policy-arn", p.ARN, input(struct {
			PolicyArn string
			Tags      []bound.Tag
		}{p.ARN, p.Tags}), p.Tags)
	}
	for _, p := range own.Policies {
		for kind, name := range p.Attached.All() {
			call("attach", kind, name, p.ARN)
		}
		for _, s := range p.Sessions {
			call("session", s.StudioId, s.IdentityType, s.IdentityName, s.SessionPolicyArn)
		}
	}
	for _, r := range own.Roles {
		session := r.MaxSession
		if session == 0 {
			session = 3600
		}
		call("role", r.RoleName, input(struct {
			RoleName, Path      string
			Description         string `json:",omitempty"`
			MaxSessionDuration  int
			PermissionsBoundary string `json:",omitempty"`
		}{r.RoleName, r.Path, r.Description, session, r.Boundary}), input(struct {
			RoleName, Description string
			MaxSessionDuration    int
		}{r.RoleName, r.Description, session}), document(r.Trust), r.Boundary)
		tags("role", "role-name", r.RoleName, input(struct {
			RoleName string
			Tags     []bound.Tag
		}{r.RoleName, r.Tags}), r.Tags)
		words := []string{r.RoleName}
		for _, p := range r.Policies {
			words = append(words, p.PolicyName, document(p.Document))
		}
		call("inline", words...)
		call("attached", append([]string{r.RoleName}, r.Managed...)...)
		if p := r.Profile; p != nil {
			call("profile", r.RoleName, p.Name, input(struct{ InstanceProfileName, Path string }{p.Name, p.Path}))
			tags("instance-profile", "instance-profile-name", p.Name, input(struct {
				InstanceProfileName string
				Tags                []bound.Tag
			}{p.Name, p.Tags}), p.Tags)
		}
	}
	return out
}

// remove is the calls that remove what a stack has, in the reverse order.
func remove(own bound.Set) []string {
	var out []string
	for _, r := range slices.Backward(own.Roles) {
		out = append(out, "remove_role "+quote(plain(r.RoleName)))
		if r.Profile != nil {
			out = append(out, "remove_profile "+quote(plain(r.Profile.Name)))
		}
	}
	for _, p := range slices.Backward(own.Policies) {
		for kind, name := range p.Attached.All() {
			out = append(out, strings.Join([]string{"detach", kind, quote(plain(name)), quote(plain(p.ARN))}, " "))
		}
		for _, s := range p.Sessions {
			out = append(out, strings.Join([]string{"remove_session", quote(plain(s.StudioId)), quote(plain(s.IdentityType)), quote(plain(s.IdentityName))}, " "))
		}
		out = append(out, "remove_policy "+quote(plain(p.ARN)))
	}
	return out
}

// plain is a word without invisible characters, which no name in IAM has; JSON has
// escapes for them already.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if hidden(r) && r != '\n' {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}

// document is a document as the AWS CLI prints it, so that a script can tell whether one
// is the same.
func document(d *iam.Document) string {
	var out bytes.Buffer
	if err := json.Indent(&out, d.Compact(), "", "    "); err != nil {
		panic(err)
	}
	return string(show.EscapeJSON(out.Bytes()))
}

// input is what a command takes by --cli-input-json.
func input(v any) string { return encoded(v, "") }

// indented is input as a file.
func indented(v any) string { return encoded(v, "  ") + "\n" }

func encoded(v any, indent string) string {
	return string(show.EscapeJSON(bytes.TrimSpace(show.Encode(v, indent))))
}
