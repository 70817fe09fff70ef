package terraform_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/iam/read/terraform"
)

// role is a role of a name, whose trust has a principal, with more arguments.
func role(name, principal, more string) string {
	return `resource "aws_iam_role" "` + name + `" {
  name = "` + name + `"
  assume_role_policy = jsonencode({Statement = [{Effect = "Allow", Principal = {AWS = ` + principal + `}, Action = "sts:AssumeRole"}]})
` + more + "\n}\n"
}

var env = terraform.Env{Partition: "aws-cn", Region: "cn-north-1", AccountID: "123456789012", Vars: map[string][]string{}}

func apply(module string, vars map[string][]string) (string, error) {
	m, err := terraform.Parse(map[string][]byte{"main.tf": []byte(module), "README.md": []byte("{")})
	if err != nil {
		return "", err
	}
	e := env
	e.Vars = vars
	a, err := m.Apply(e)
	if err != nil {
		return "", err
	}
	var out []string
	for _, r := range a.Roles {
		out = append(out, r.ARN+" "+r.Trust.Statements[0].Principals[0].Values[0]+" "+r.Boundary+" "+r.MaxSession+strings.Join(r.Managed, ","))
	}
	return strings.Join(out, "\n"), nil
}

// What Terraform would say of modules.
func TestApply(t *testing.T) {
	t.Parallel()
	const attached = `resource "aws_iam_role_policy_attachment" "x" {
  for_each = toset(concat(var.l, ["b"]))
  role = aws_iam_role.a.name
  policy_arn = each.value
}
variable "l" {
  type = list(string)
}
`
	for _, tt := range []struct {
		what, module string
		vars         map[string][]string
		want         string
	}{
		{"an attribute", role("a", `"*"`, `path = "/p/"`) + role("b", "aws_iam_role.a.arn", ""), nil, "arn:aws-cn:iam::123456789012:role/p/a *  3600\narn:aws-cn:iam::123456789012:role/b arn:aws-cn:iam::123456789012:role/p/a  3600"},
		{"null", role("a", `"$${x}"`, "permissions_boundary = var.v\nmax_session_duration = 7200") + "variable \"v\" {\n  type = string\n  default = null\n}\n", nil, "arn:aws-cn:iam::123456789012:role/a ${x}  7200"},
		{"a data source, by a local", role("a", `"${local.r}:${data.aws_partition.p.dns_suffix}"`, "") + "data \"aws_partition\" \"p\" {}\ndata \"aws_region\" \"r\" {}\nlocals {\n  r = data.aws_region.r.region\n}\n", nil, "arn:aws-cn:iam::123456789012:role/a cn-north-1:amazonaws.com.cn  3600"},
		{"for_each", role("a", `"*"`, "") + attached, map[string][]string{"l": {"c", "a", "c"}}, "arn:aws-cn:iam::123456789012:role/a *  3600a,b,c"},
		{"a for expression", role("a", `[for n in ["b"] : aws_iam_role.b[n].arn]`, "") + role("b", `"*"`, `for_each = toset(["b"])`), nil, "arn:aws-cn:iam::123456789012:role/a arn:aws-cn:iam::123456789012:role/b  3600\narn:aws-cn:iam::123456789012:role/b *  3600"},
	} {
		if got, err := apply(tt.module, tt.vars); err != nil || got != tt.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", tt.what, err, got, tt.want)
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ module, want string }{
		{role("a", "aws_iam_role.b.arn", "") + role("b", "aws_iam_role.a.arn", ""), "cycle"},
		{role("a", "aws_iam_role.a.arn", ""), "cycle"},
		{role("a", "aws_iam_role.b.arn", ""), "nothing has the name aws_iam_role.b"},
		{role("a", "aws_iam_role.b.arn", "") + role("b", `"*"`, "count = 1"), "Missing resource instance key|Unsupported attribute"},
		{role("a", "aws_iam_role.b[0].arn", "") + role("b", `"*"`, "count = 0"), "Invalid index"},
		{role("a", "var.x", ""), "nothing has the name var.x"},
		{role("a", "var.x", "") + `variable "x" {}`, "has no value"},
		{role("a", "file(\"x\")", ""), "file"},
		{role("a", `"*"`, `tag = {}`), "argument tag is not known"},
		{role("a", `"*"`, "inline_policy {\n}"), "block inline_policy is not known"},
		{role("a", `"*"`, "lifecycle {\n  ignore_changes = all\n}"), "argument ignore_changes is not known"},
		{role("a", `"*"`, `tags = {a = null}`), "the tag a: null"},
		{role("a", `"*"`, `max_session_duration = "long"`), "number"},
		{role("a", `"*"`, "") + role("a", `"*"`, ""), "twice"},
		{role("a", `"*"`, "") + "output \"o\" {\n  value = aws_iam_role.a.url\n}\n", "url"},
		{`resource "aws_iam_user" "u" {}`, "aws_iam_user is not known"},
		{`resource "aws_iam_policy" "p" {` + "\n  name = \"p\"\n}", "lacks the argument policy"},
		{"resource \"aws_iam_role_policy_attachment\" \"x\" {\n  role = \"r\"\n  policy_arn = \"p\"\n}", "there is no role"},
		{`module "m" {}`, "a block module"},
		{"locals {\n  a = local.b\n  b = local.a\n}\n" + role("a", "local.a", ""), "cycle"},
	} {
		_, err := apply(tt.module, nil)
		if err == nil || !contains(err.Error(), strings.Split(tt.want, "|")) {
			t.Errorf("%v, want an error with %q, for\n%s", err, tt.want, tt.module)
		}
	}
}

func contains(s string, wanted []string) bool {
	for _, want := range wanted {
		if strings.Contains(s, want) {
			return true
		}
	}
	return false
}

// A module with a cycle is refused before the values of its variables are checked.
func TestCycle(t *testing.T) {
	t.Parallel()
	m, err := terraform.Parse(map[string][]byte{"main.tf": []byte(`locals {
  a = local.b
  b = local.a
}
variable "v" {
  type = string
  validation {
    condition = var.v == local.a
    error_message = "It must be a."
  }
}
`)})
	if err == nil {
		_, err = m.Given("v", []string{"x"})
	}
	if err == nil || !strings.Contains(err.Error(), "cycle through local.") {
		t.Error(err)
	}
}
