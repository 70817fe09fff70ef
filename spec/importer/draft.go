package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// draft is what was read, in the words of the model. What could not be said in
// them stands in comments, those of a statement in remarks.
type draft struct {
	*Importer
	name, doc       string
	sources         []string // base names of the files; many are one text
	params          []*param
	roles           []*role
	policies        []*policy
	configurations  []*configuration
	stacks          []*stack
	namedConditions []*spec.NamedCondition // of the templates, whether used or not
	notes           []Note
	remarks         map[*spec.Statement][]string
	text            []byte   // the spec as it was printed last
	bound           int      // lines that are bound to one partition
	warned          []string // codes of mistakes that are deployed
	owners          []string // logical names of what is being read, of which a loss is

	shared map[string][]*cfnParam // by name, of all templates
	taken  map[string]bool        // names of parameters, roles and policies, folded

	stands map[*spec.Param]*spec.NamedCondition // what is written for conditions; see useNames
}

// param is a parameter of the spec.
type param struct {
	*spec.Param
	comments []string
	order    int // in which the spec declares it
}

// role is a role of the spec.
type role struct {
	*spec.Role
	member
	mapped bool // EMRFS assumes it, as a security configuration says
}

// member is what roles, policies and security configurations of a draft have in common.
type member struct {
	comments []string
	match    *match // the template that it is made of, or nil
	plain    bool   // is written out: edges or a template say something else
}

// newRole adds a role to the draft that is called something in its source.
func (d *draft) newRole(name string, at diag.Pos) *role {
	out := &role{Role: &spec.Role{Header: spec.Header{Name: d.claim(logicalName(name, "Role"), isRole), Pos: at}}}
	d.roles = append(d.roles, out)
	return out
}

// newPolicy is newRole for a customer managed policy.
func (d *draft) newPolicy(name string, at diag.Pos) *policy {
	out := &policy{Policy: &spec.Policy{Header: spec.Header{Name: d.claim(logicalName(name, "Policy"), isPolicy), Pos: at}}}
	d.policies = append(d.policies, out)
	return out
}

// isDocumentOnly reports whether the spec says nothing of an inline policy but its name and
// document.
func isDocumentOnly(p *spec.RolePolicy) bool { return p.LogicalID == "" && !renamed(p) }

// renamed reports whether an inline policy has another name in IAM.
func renamed(p *spec.RolePolicy) bool { return p.PolicyName.String() != p.Name }

// policy is a customer managed policy of the spec.
type policy struct {
	*spec.Policy
	member
}

// subject is a role, policy or security configuration of a draft.
type subject struct {
	spec.Subject
	*member
}

// subjects are the roles, policies and security configurations.
func (d *draft) subjects() []subject {
	return slices.Concat(
		lists.Map(d.roles, func(r *role) subject { return subject{spec.Subject{Role: r.Role}, &r.member} }),
		lists.Map(d.policies, func(p *policy) subject { return subject{spec.Subject{Policy: p.Policy}, &p.member} }),
		lists.Map(d.configurations, func(c *configuration) subject {
			return subject{spec.Subject{Configuration: c.SecurityConfiguration}, &c.member}
		}),
	)
}

// stack is what was one file.
type stack struct {
	name    string
	members []string
}

// Note is a message for the user.
type Note struct {
	diag.Pos
	Text string

	// Lost says that something of a policy could not be carried over, and Of
	// names the roles and policies that it is of, if that is known.
	Lost bool
	Of   []string

	// Assumed reports that a parameter stands for a value that the file itself
	// decides, so that spec and file agree only if it is given that value.
	Assumed bool

	// Unseen reports that the file creates roles that it does not write out, so that
	// nothing is known of them.
	Unseen bool

	// Code is that of the finding that validate has of the spec, as it would of
	// the source, or "".
	Code string
}

func (n Note) String() string {
	if n.File == "" {
		return n.Text
	}
	return n.Pos.String() + ": " + n.Text
}

func (d *draft) note(at diag.Pos, format string, args ...any) {
	d.notes = append(d.notes, Note{Pos: at, Text: fmt.Sprintf(format, args...)})
}

func (d *draft) lose(at diag.Pos, format string, args ...any) {
	d.notes = append(d.notes, Note{Pos: at, Text: fmt.Sprintf(format, args...), Lost: true, Of: d.owners})
}

func (d *draft) leaveOut(at diag.Pos, format string, args ...any) {
	d.notes = append(d.notes, Note{Pos: at, Text: fmt.Sprintf(format, args...), Unseen: true})
}

// What has a logical name, which may occupy others.
const (
	isParam  = ""
	isPolicy = "Name"
	isRole   = "Name Profile ProfileName"
)

// claim returns a logical name like the one given that is free. Roles and policies
// occupy those of the names that the deployment may make for them, and a role that
// of its instance profile.
func (d *draft) claim(name, occupies string) string {
	free := func(s string) bool {
		s = strings.ToLower(s)
		return !d.taken[s] && !slices.ContainsFunc(strings.Fields(occupies), func(more string) bool { return d.taken[s+strings.ToLower(more)] })
	}
	out := unique(name, maxName, free)
	for _, more := range append(strings.Fields(occupies), "") {
		d.taken[strings.ToLower(out+more)] = true
	}
	return out
}

// maxName is how long a logical name may be.
const maxName = 64

// unique is the first of name, name2, name3 … that is free.
func unique(name string, most int, free func(string) bool) string {
	if len(name) > most {
		name = name[:most]
	}
	for n := 1; ; n++ {
		tail := ""
		if n > 1 {
			tail = fmt.Sprint(n)
		}
		s := name[:min(len(name), most-len(tail))] + tail
		if free(s) {
			return s
		}
	}
}

// logicalName makes a logical name of any text: "emr-ec2 role" becomes
// EmrEc2Role.
func logicalName(s, fallback string) string {
	name := spec.Titled(s)
	if name == "" || isDigit(name[0]) {
		name = fallback + name
	}
	return name[:min(len(name), maxName)]
}

// plainName makes a name of letters, digits and hyphens, as specs and stacks
// have.
func plainName(s, fallback string) string {
	words := strings.FieldsFunc(s, func(r rune) bool { return r > 0x7f || !spec.IsAlnum(byte(r)) })
	name := strings.Join(words, "-")
	if name == "" || isDigit(name[0]) {
		name = strings.TrimSuffix(fallback+"-"+name, "-")
	}
	return name[:min(len(name), maxName)]
}
