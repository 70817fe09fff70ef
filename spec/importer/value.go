package importer

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// concat joins parts to a Value.
func concat(parts ...spec.Part) spec.Value { return spec.Value(nil).Append(parts...) }

// mapped is v with f of each part in its place.
func mapped(v spec.Value, f func(spec.Part) spec.Value) spec.Value {
	return concat(lists.Flat(v, func(p spec.Part) []spec.Part { return f(p) })...)
}

// awsManaged is the name of a policy that AWS manages, with its path and
// without a slash in front, if v is the ARN of one. In which partition does not
// matter: in no other could it be attached.
func awsManaged(v spec.Value) (string, bool) {
	s := v.String()
	for _, partition := range append([]string{"${" + string(spec.Partition) + "}"}, spec.Partitions...) {
		if name, ok := strings.CutPrefix(s, "arn:"+partition+":iam::aws:policy/"); ok && !strings.Contains(name, "${") {
			return name, true
		}
	}
	return "", false
}

// placeholders makes placeholders of a partition and an account in a text, which is an ARN or
// the account itself.
func placeholders(s, partition, account string) spec.Value {
	if s == account && account != "" {
		return spec.Value{spec.AccountID}
	}
	v := spec.Verbatim(s)
	if account == "" || !strings.HasPrefix(s, "arn:") {
		return v
	}
	if lit, ok := v[0].(spec.Lit); ok {
		if rest, ok := strings.CutPrefix(string(lit), "arn:"+partition+":"); ok {
			v = append(spec.Value{spec.Lit("arn:"), spec.Partition, spec.Lit(":" + rest)}, v[1:]...)
		}
	}
	return mapped(v, func(p spec.Part) spec.Value {
		if lit, ok := p.(spec.Lit); ok {
			return accountHoles(string(lit), account)
		}
		return spec.Value{p}
	})
}

// accountHoles cuts a text at an account ID that is no part of a longer number.
func accountHoles(s, account string) []spec.Part {
	var out []spec.Part
	from := 0
	for i := 0; ; {
		at := strings.Index(s[i:], account)
		if at < 0 {
			return append(out, spec.Lit(s[from:]))
		}
		start, end := i+at, i+at+len(account)
		if i = start + 1; start > 0 && isDigit(s[start-1]) || end < len(s) && isDigit(s[end]) {
			continue
		}
		out = append(out, spec.Lit(s[from:start]), spec.AccountID)
		from, i = end, end
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// managedName is how the spec writes the ARN of a managed policy.
func (d *draft) managedName(v spec.Value) string {
	if ref, ok := spec.LonePolicy(v); ok {
		return ref.Policy.Name
	}
	name, ok := awsManaged(v)
	if ok && !slices.ContainsFunc(d.policies, func(p *policy) bool { return p.Name == name }) {
		return name
	}
	return v.String()
}

// number is a number without quotes, or a placeholder.
func number(s string) yaml {
	if strings.Trim(s, "0123456789") == "" {
		return bare(s)
	}
	return text(s)
}
