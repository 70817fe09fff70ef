package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/account"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// accountReader makes roles and policies of an account export.
type accountReader struct {
	*draft
	account       *account.Account
	partition, id string
	at            diag.Pos
	managed       map[string]*account.Policy // by ARN
	known         map[string]*policy         // likewise
	chosen        []account.Role
}

// accountFiles reads the pages of an export. Names are those of the roles to
// take; if there are none, those of EMR.
func (d *draft) accountFiles(files []File, names []string) error {
	var pages [][]byte
	for _, f := range files {
		l := &diag.List{}
		page := syntax.JSON(f.Name, f.Text, l)
		if page == nil {
			return &Refused{l}
		}
		pages = append(pages, page)
	}
	account, err := account.Parse(pages...)
	if err != nil {
		return fmt.Errorf("%s: %w", files[0].Name, err)
	}
	r := &accountReader{draft: d, account: account, at: diag.Pos{File: files[0].Name}, managed: account.PoliciesByARN(), known: map[string]*policy{}}
	r.partition, r.id = account.ID()
	roles, err := r.choose(names)
	if err != nil {
		return err
	}
	if account.Partial {
		r.lose(r.at, "the export is truncated: its last page is missing, so roles and policies may be missing")
	}
	r.chosen = roles
	for _, role := range roles {
		r.role(role)
	}
	if len(roles) > 0 {
		r.note(r.at, "an export has no descriptions or session durations of roles: add those that differ from IAM's defaults")
	}
	return nil
}

func (r *accountReader) text(s string) spec.Value { return placeholders(s, r.partition, r.id) }

func (r *accountReader) role(x account.Role) {
	out := r.newRole(x.Name, r.at)
	out.RoleName, out.Path = spec.Text(x.Name), spec.Text(cmp.Or(x.Path, "/"))
	r.owners = []string{out.Name}
	defer func() { r.owners = nil }()
	out.Trust = r.document(x.Trust, "the trust policy of role "+x.Name, true)
	for _, p := range x.Inline {
		out.Policies = append(out.Policies, &spec.RolePolicy{Name: p.Name, PolicyName: spec.Text(p.Name), Document: r.document(p, "policy "+p.Name+" of role "+x.Name, false)})
	}
	for _, arn := range x.Attached {
		out.Managed = append(out.Managed, spec.Item{Value: r.attached(arn)})
	}
	if x.Boundary != "" {
		out.Boundary = []spec.Item{{Value: r.text(x.Boundary)}}
	}
	for _, tag := range x.Tags {
		if strings.HasPrefix(tag.Key, "aws:") {
			continue // AWS sets these itself, and nobody else can
		}
		out.Tags = append(out.Tags, spec.Tag{Key: tag.Key, Value: spec.Item{Value: spec.Text(tag.Value)}})
	}
	r.profiles(out, x)
}

// profiles reads the instance profile. IAM lets a role have several.
func (r *accountReader) profiles(out *role, x account.Role) {
	for i, p := range x.Profiles {
		if i > 0 {
			r.note(r.at, "role %s is in several instance profiles; %s is not imported", x.Name, p.Name)
			out.comments = append(out.comments, fmt.Sprintf("It is also in the instance profile %s.", p.Name))
			continue
		}
		out.Profile, out.ProfilePath = spec.Text(p.Name), spec.Text(cmp.Or(p.Path, "/"))
	}
}

func (r *accountReader) document(x account.Document, what string, trust bool) *spec.Document {
	doc, err := x.Parse()
	if err != nil {
		r.lose(r.at, "%s could not be read: %v", what, err)
		return &spec.Document{Version: current, Statements: []*spec.Statement{r.lost(fmt.Sprint(err), quote+string(x.Text))}}
	}
	return docReader{draft: r.draft, at: r.at, what: what, text: r.text}.document(doc, trust)
}

// attached is the ARN of a managed policy. A customer managed one comes along.
func (r *accountReader) attached(arn string) spec.Value {
	x := r.managed[arn]
	a, err := iam.ParseARN(arn)
	if x == nil || err != nil || a.Account == "aws" || r.known[arn] != nil {
		return r.text(arn)
	}
	p := r.newPolicy(x.Name, r.at)
	p.PolicyName, p.Path = spec.Text(x.Name), spec.Text(cmp.Or(x.Path, "/"))
	r.known[arn] = p
	p.Document = r.document(x.Document, "policy "+x.Name, false)
	attach := func(to, name string, policies []string) {
		if slices.Contains(policies, arn) {
			p.Attached = append(p.Attached, spec.Attachment{To: to, Name: spec.Item{Value: spec.Text(name)}})
		}
	}
	for _, g := range r.account.Groups {
		attach("group", g.Name, g.Attached)
	}
	for _, u := range r.account.Users {
		attach("user", u.Name, u.Attached)
	}
	for _, o := range r.account.Roles {
		if !slices.ContainsFunc(r.chosen, func(c account.Role) bool { return c.Name == o.Name }) {
			attach("role", o.Name, o.Attached)
		}
	}
	return r.text(arn)
}

// choose are the roles of the names given, else those of EMR.
func (r *accountReader) choose(names []string) ([]account.Role, error) {
	if len(names) == 0 {
		roles := RolesOfEMR(r.account)
		if len(roles) == 0 {
			return nil, fmt.Errorf("%s: EMR may assume none of its %d roles; --role NAME imports a role by its name", r.at.File, len(r.account.Roles))
		}
		return roles, nil
	}
	var out []account.Role
	for _, name := range names {
		i := slices.IndexFunc(r.account.Roles, func(x account.Role) bool { return x.Name == name })
		if i < 0 {
			return nil, r.unknown(name)
		}
		out = append(out, r.account.Roles[i])
	}
	return out, nil
}

func (r *accountReader) unknown(name string) error {
	all := lists.Map(r.account.Roles, func(x account.Role) string { return x.Name })
	help := ""
	if near := diag.Nearest(name, all); near != "" {
		help = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("%s has no role %q%s", r.at.File, name, help)
}
