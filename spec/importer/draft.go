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
// them stands in comments.
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
	text            []byte   // the spec as it was printed last
	bound           int      // lines that are bound to one partition
	warned          []string // codes of mistakes that are deployed
	owners          []string // logical names of what is being read, of which a loss is

	guardsOf map[string][]guarded
	passesTo map[string]*spec.Statement
	shared   map[string][]*cfnParam // by name, of all templates
	taken    map[string]bool        // names of parameters, roles and policies, folded
	byName   map[string]any         // *param, *role or *policy; for recognise

	stands map[*spec.Param]*spec.NamedCondition // what is written for conditions; see useNames
}

// param is a parameter of the spec.
type param struct {
	*spec.Param
	comments []string
	at       diag.Pos
	order    int    // in which the spec declares it
	proposed string // for an example, or ""
}

// role is a role of the spec.
type role struct {
	*spec.Role // without Trust and Policies
	member
	trust    *document
	policies []*inline
	mapped   bool // EMRFS assumes it, as a security configuration says
}

// member is what roles, policies and security configurations of a draft have in common.
type member struct {
	comments []string
	at       diag.Pos
	match    *match // the template that it is made of, or nil
	plain    bool   // is written out: edges or a template say something else
}

// inline is an inline policy of a role.
type inline struct {
	spec.RolePolicy // without Document
	document        *document
	source          string // its name in the template, if it is part of a role there
}

// isPlain reports whether the spec says nothing of the policy but its name and document.
func (p *inline) isPlain() bool { return p.LogicalID == "" && !p.renamed() }

// renamed reports whether the policy has another name in IAM.
func (p *inline) renamed() bool { return p.PolicyName.String() != p.Name }

// written is the policy as the spec writes it; nil if no statement is left.
func (p *inline) written() yaml {
	sts := p.document.written()
	if sts == nil || p.isPlain() {
		return sts
	}
	var out dict
	if p.renamed() {
		out.add("policyName", text(p.PolicyName.String()))
	}
	out.add("logicalId", givenText(p.LogicalID))
	out.add("resourceType", givenText(p.ResourceType))
	if head, ok := sts.(dict); ok {
		out.join(head)
		return out
	}
	out.add("Statement", sts)
	return out
}

// policy is a customer managed policy of the spec.
type policy struct {
	*spec.Policy // without Document
	member
	document *document
}

// subject is a role, policy or security configuration of a draft.
type subject struct {
	*spec.Header
	*member
	doubt string // what is reported if the spec does not say the same
}

// subjects are the roles, policies and security configurations.
func (d *draft) subjects() []subject {
	out := lists.Map(d.roles, func(r *role) subject {
		return subject{&r.Header, &r.member, "role %s has other permissions in the spec"}
	})
	out = append(out, lists.Map(d.policies, func(p *policy) subject {
		return subject{&p.Header, &p.member, "policy %s has other permissions in the spec"}
	})...)
	return append(out, lists.Map(d.configurations, func(c *configuration) subject {
		return subject{&c.Header, &c.member, "the security configuration %s is another one in the spec"}
	})...)
}

// stack is what was one file.
type stack struct {
	name    string
	members []string
}

// document is a policy document.
type document struct {
	version, id string
	statements  []*statement
}

// statement is a statement, or the comments that stand in the place of one.
type statement struct {
	*spec.Statement // nil if it could not be carried over
	comments        []string
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
