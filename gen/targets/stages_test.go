//go:build unix

package targets_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

// workload is a spec to measure.
type workload struct {
	name string // e.g., "roles=10"
	src  []byte
}

// workloads are specs that grow tenfold, of which three have different roles and one has
// a role and a policy for each of many names, and the built-in spec. -short leaves out
// those that take long.
func workloads() []workload {
	out := []workload{{"roles=10", madeUp(10)}, {"built-in", spec.BuiltIn}}
	if testing.Short() {
		return append(out, workload{"tenants=10", tenants(10)})
	}
	return append(out, workload{"roles=100", madeUp(100)}, workload{"roles=1000", madeUp(1000)}, workload{"tenants=1000", tenants(1000)})
}

// BenchmarkStages measures each step of a run by itself, in memory but for those that
// write and compare files.
func BenchmarkStages(b *testing.B) {
	for _, w := range workloads() {
		s, files := compileWorkload(b, w)
		stage := func(name string, prepare func(b *testing.B) func()) {
			b.Run(name+"/"+w.name, func(b *testing.B) {
				b.ReportAllocs()
				var own usage
				for b.Loop() {
					b.StopTimer()
					run := prepare(b)
					begin := ownTime(b)
					b.StartTimer()
					run()
					own.add(usage{runs: 1, cpu: ownTime(b) - begin})
				}
				own.report(b)
			})
		}
		run := func(name string, f func()) { stage(name, func(*testing.B) func() { return f }) }
		run("load", func() { compile.Load("emriam.yaml", w.src, templates.FS) })
		run("lint", func() { lint.Check(s, &diag.List{}) })
		run("validate", func() { gen.Findings(s, targets.All, gen.Options{}) })
		for _, t := range targets.All {
			run(t.Name, func() { gen.Run(s, targets.All, gen.Options{Targets: []string{t.Name}}) })
		}
		out, dir := gen.Output{Spec: s.Name, Targets: targets.All, Files: files}, b.TempDir()
		stage("write", func(b *testing.B) func() { fresh := b.TempDir(); return func() { write(b, fresh, out) } })
		write(b, dir, out)
		stage("write-nothing", func(b *testing.B) func() { return func() { write(b, dir, out) } })
	}
}

func load(b *testing.B, w workload) (*spec.Spec, *diag.List) {
	s, l := compile.Load("emriam.yaml", w.src, templates.FS)
	if s == nil {
		b.Fatal(l.Findings())
	}
	return s, l
}

func compileWorkload(b *testing.B, w workload) (*spec.Spec, []gen.File) {
	s, _ := load(b, w)
	files, l := gen.Run(s, targets.All, gen.Options{})
	if l.HasErrors() {
		b.Fatal(l.Findings())
	}
	return s, files
}

func write(b *testing.B, dir string, out gen.Output) {
	if _, err := gen.Write(dir, out, gen.Options{}); err != nil {
		b.Fatal(err)
	}
}

func tenants(n int) []byte {
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf("tenant-%d", i))
	}
	return fmt.Appendf(nil, `
version: 1
name: tenants
parameters:
  Bucket: {type: BucketName, example: amzn-s3-demo-data}
  ApplicationID: {type: ApplicationID, example: 00f1examplei2g09}
roles:
  Tenant:
    each: [%s]
    template: serverless-execution
    roleName: emr-${each}-job
    with: {InputBucket: "${Bucket}", OutputBucket: "${Bucket}", LogBucket: "${Bucket}", GlueCatalog: true}
policies:
  Submit:
    each: Tenant
    template: serverless-submitter
    policyName: emr-${each}-submit
    with: {ApplicationID: "${ApplicationID}"}
    passes: [Tenant]
`, strings.Join(names, ", "))
}

// madeUp is a spec of n roles, 50 to a stack: of the Studio's template, of the
// Serverless template, and written out, in turn.
func madeUp(n int) []byte {
	var roles, stacks strings.Builder
	for i := range n {
		switch i % 3 {
		case 0:
			fmt.Fprintf(&roles, "  Studio%[1]d: {template: studio-service, roleName: studio-%[1]d, with: {Bucket: \"${Bucket}\", KeyArn: \"${KeyArn}\"}}\n", i)
		case 1:
			fmt.Fprintf(&roles, "  Job%[1]d: {template: serverless-execution, roleName: job-%[1]d, with: {InputBucket: \"${Bucket}\", OutputBucket: out-%[1]d, LogBucket: log-%[1]d, GlueCatalog: \"${Glue}\"}}\n", i)
		default:
			fmt.Fprintf(&roles, `  Own%[1]d:
    roleName: own-%[1]d
    kind: service
    trust: {service: elasticmapreduce}
    passes: [Studio%[2]d]
    policies:
      Data:
        - {Sid: Read, Effect: Allow, Action: [s3:GetObject, s3:ListBucket], Resource: ["arn:${AWS::Partition}:s3:::${Bucket}/team-%[1]d/*"]}
        - {Sid: Key, when: KeyArn, Effect: Allow, Action: kms:Decrypt, Resource: "${KeyArn}"}
`, i, i-2)
		}
		if i%50 == 0 {
			fmt.Fprintf(&stacks, "  stack-%d:\n", i/50)
		}
		fmt.Fprintf(&stacks, "    - %s%d\n", []string{"Studio", "Job", "Own"}[i%3], i)
	}
	return fmt.Appendf(nil, `version: 1
name: made-up
parameters:
  Bucket: {type: BucketName, example: amzn-s3-demo}
  KeyArn: {type: KMSKeyArn, optional: true}
  Glue: {type: Boolean, default: false}
roles:
%sstacks:
%s`, roles.String(), stacks.String())
}
