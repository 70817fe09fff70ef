package spec

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/spec/diag"
)

// LinkedRole is a service-linked role that EMR's work asks for: the first to
// need it in an account creates it, by permissions of its own.
type LinkedRole struct {
	Name    string // what the spec calls it, e.g., "EC2Spot"
	Role    string // in IAM, e.g., "AWSServiceRoleForEC2Spot"
	Service string // it belongs to this one, e.g., "spot.amazonaws.com"
	When    string // when it is made, for a doc
	Source  string // the page that has the statement

	path     string   // of the role, between aws-service-role/ and its name; "" for Service
	services []string // in the condition; nil for Service
	operator string   // of the condition; "" for StringLike
	also     []string // actions beside iam:CreateServiceLinkedRole
}

// LinkedRoles are those that serviceLinkedRoles can name. What their statements
// say is AWS's own, with its stars and its names for China.
var LinkedRoles = []LinkedRole{
	{
		Name: "EMRCleanup", Role: "AWSServiceRoleForEMRCleanup", Service: "elasticmapreduce.amazonaws.com",
		When:     "that cleans up after clusters when the first cluster of an account is started",
		Source:   "https://docs.aws.amazon.com/emr/latest/ManagementGuide/using-service-linked-roles-cleanup.html",
		path:     "elasticmapreduce.amazonaws.com*",
		services: []string{"elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn"}, operator: "StringEquals",
	},
	{
		Name: "EC2Spot", Role: "AWSServiceRoleForEC2Spot", Service: "spot.amazonaws.com",
		When:   "of EC2 Spot when the first cluster of an account asks for Spot Instances",
		Source: "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles.html",
	},
	{
		Name: "EMRWAL", Role: "AWSServiceRoleForEMRWAL", Service: "emrwal.amazonaws.com",
		When:   "of EMR WAL when the first cluster of an account keeps the write-ahead log of HBase there",
		Source: "https://docs.aws.amazon.com/emr/latest/ManagementGuide/using-service-linked-roles-wal.html",
		path:   "emrwal.amazonaws.com*",
		// The page leaves out the last, and names it where it speaks of China.
		services: []string{"emrwal.amazonaws.com", "elasticmapreduce.amazonaws.com.cn", "emrwal.amazonaws.com.cn"},
		also:     []string{"iam:PutRolePolicy"},
	},
	{
		Name: "EMRServerless", Role: "AWSServiceRoleForAmazonEMRServerless", Service: "ops.emr-serverless.amazonaws.com",
		When:   "of EMR Serverless when the first application of an account is created",
		Source: "https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/using-service-linked-roles.html",
	},
}

// Resource is the pattern of the role's ARNs.
func (r LinkedRole) Resource() Value {
	path := cmp.Or(r.path, r.Service)
	return Value{Lit("arn:"), Partition, Lit(":iam::*:role/aws-service-role/" + path + "/" + r.Role + "*")}
}

func linkedRoleNames() []string {
	var out []string
	for _, r := range LinkedRoles {
		out = append(out, r.Name)
	}
	return out
}

var linkedKeys = []string{"name", "when"}

// linkedRoles resolves the statements by which service-linked roles may be
// created: one for each.
func (b *syntaxBody) linkedRoles(what string) []*Statement {
	f, ok := b.fields.get("serviceLinkedRoles")
	if !ok {
		return nil
	}
	what = "serviceLinkedRoles of " + what
	var out []*Statement
	first := map[string]diag.Span{}
	for n := range f.n.list() {
		name, when, keep := f.sc.linkedRole(n, what)
		if name == nil || !keep {
			continue
		}
		i := slices.IndexFunc(LinkedRoles, func(r LinkedRole) bool { return r.Name == name.text })
		if i < 0 {
			f.sc.helpf(name.span(), "unknown-linked-role", didYouMean(name.text, linkedRoleNames()), "%s has the service-linked role %q, which is not in the table", what, name.text)
			continue
		}
		st := LinkedRoles[i].statement(name.span(), when)
		if before, ok := first[st.Sid]; ok {
			f.sc.add(diag.Finding{
				Span: name.span(), Code: "duplicate-sid", Message: what + " has " + name.text + " twice",
				Notes: []diag.Note{{Pos: before.Pos, Text: "first here"}},
			})
			continue
		}
		first[st.Sid] = name.span()
		b.checkFree(f, st.Sid)
		out = append(out, st)
	}
	return out
}

// linkedRole takes the name and the when of one item apart; the name is nil
// after a finding.
func (sc *scope) linkedRole(n *node, what string) (name *node, when When, keep bool) {
	keep = true
	if n.kind == mappingNode {
		fs := sc.fields(n, what, linkedKeys...)
		sc.required(n.span(), fs, what, "name")
		if f, ok := fs.get("when"); ok {
			when, keep = sc.when(f.n, what)
		}
		if n = fs.at("name").n; n == nil {
			return nil, nil, false
		}
	}
	if _, ok := sc.plain(n, what); !ok {
		return nil, nil, false
	}
	return n, when, keep
}

func (r LinkedRole) statement(at diag.Span, when When) *Statement {
	items := func(texts ...string) []Item {
		var out []Item
		for _, text := range texts {
			out = append(out, Item{Value: Text(text), At: at})
		}
		return out
	}
	services := r.services
	if services == nil {
		services = []string{r.Service}
	}
	return &Statement{
		Sid: "CreateServiceLinkedRoleFor" + r.Name, Effect: "Allow", At: at, When: when,
		Doc: "Creates the service-linked role " + r.When + ".", Source: r.Source,
		Actions:    items(append([]string{"iam:CreateServiceLinkedRole"}, r.also...)...),
		Resources:  []Item{{Value: r.Resource(), At: at}},
		Conditions: []Condition{{Operator: cmp.Or(r.operator, "StringLike"), Key: "iam:AWSServiceName", Values: items(services...), At: at, OpAt: at}},
	}
}
