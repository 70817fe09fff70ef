//go:build unix

package lint_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

// hostile are documents that no one writes, as large as is read, each at what
// a rule could take long for.
func hostile() map[string]string {
	const size = 900 << 10
	list := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, format+",", i)
		}
		return strings.TrimSuffix(b.String(), ",")
	}
	statement := func(action, resource, condition string) string {
		return fmt.Sprintf(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": [%s], "Resource": [%s], "Condition": {%s}}}`, action, resource, condition)
	}
	half := size / 2
	return map[string]string{
		"unknown actions":     statement(list(`"ec2:Actio%d"`), `"*"`, ``),
		"unknown services":    statement(list(`"servic%d:A"`), `"*"`, ``),
		"unknown operators":   statement(`"s3:*"`, `"*"`, list(`"StringEqual%d": {"aws:userid": "x"}`)),
		"unknown keys":        statement(`"s3:*"`, `"*"`, `"StringLike": {`+list(`"s3:key%d": "x"`)+`}`),
		"known keys":          statement(`"ec2:*"`, `"*"`, `"StringLike": {`+list(`"aws:RequestTag/%d": "x"`)+`}`),
		"long keys":           statement(`"s3:*"`, `"*"`, `"StringLike": {"s3:`+strings.Repeat("k", size)+`": "x"}`),
		"a long action":       statement(`"s3:`+strings.Repeat("?*", half)+`"`, `"*"`, ``),
		"a long resource":     statement(`"s3:*"`, `"arn:aws:s3:::`+strings.Repeat("*a", half)+`b"`, ``),
		"many resources":      statement(`"ec2:*"`, list(`"arn:aws:ec2:*:*:instance/i-%d*"`), ``),
		"actions by resource": statement(list(`"ec2:R*%d"`)[:half]+`"`, list(`"arn:aws:ec2:*:*:nothing/%d"`)[:half]+`"`, ``),
		"long values":         statement(`"s3:*"`, `"*"`, fmt.Sprintf(`"StringEquals": {"aws:userid": %q}, "StringLike": {"aws:userid": %q}`, strings.Repeat("a", half), strings.Repeat("*a", half/2)+"b")),
		"many values":         statement(`"s3:*"`, `"*"`, fmt.Sprintf(`"StringEquals": {"aws:userid": [%s"x"]}, "StringLike": {"aws:userid": [%s"y"]}`, strings.Repeat(`"aaaaa",`, half/8), strings.Repeat(`"bbbb",`, half/7))),
		"many variables":      statement(`"s3:*"`, `"arn:aws:s3:::`+strings.Repeat("${a:b}", size/6)+`"`, ``),
		"many statements":     `{"Statement": [` + list(`{"Sid": "S%d", "Effect": "Allow", "Action": "elasticmapreduce:Ru?JobFlow", "Resource": "*"}`) + `]}`,
		"patterns":            `{"Statement": [` + list(`{"Effect": "Allow", "Action": "*:*%d", "Resource": "*"}`) + `]}`,
	}
}

// TestHostile holds what the rules may cost, in processor time: three seconds on a
// quiet machine. A busy one has slower seconds, so what costs more is measured
// again, beside the rules on the built-in spec, of which it may cost thirty times as
// much.
func TestHostile(t *testing.T) {
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) {
			check := func() (time.Duration, int) {
				return cost(t, func() (*spec.Spec, *diag.List) {
					return compile.LoadDocument("hostile.json", []byte(text), compile.Identity)
				})
			}
			took, findings := check()
			most := 3 * time.Second
			for try := 0; try < 5 && took > most; try++ {
				reference, _ := cost(t, func() (*spec.Spec, *diag.List) {
					return compile.Load(spec.BuiltInFile, spec.BuiltIn, templates.FS)
				})
				most = 30 * reference
				took, _ = check()
			}
			if took > most {
				t.Errorf("took %v, more than %v, each time", took, most)
			}
			t.Logf("%v, %d findings", took, findings)
		})
	}
}

// cost is the processor time that the rules take, and how many findings there are.
func cost(t *testing.T, load func() (*spec.Spec, *diag.List)) (time.Duration, int) {
	t.Helper()
	s, l := load()
	if s == nil {
		t.Fatal(l.Findings()[0])
	}
	start := cpuTime(t)
	lint.Check(s, l)
	return cpuTime(t) - start, l.Len()
}

// cpuTime is what this process has used so far. No other test runs meanwhile:
// those that may run side by side wait for those that may not.
func cpuTime(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
