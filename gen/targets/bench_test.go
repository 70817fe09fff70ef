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
	"github.com/emriam/emriam/templates"
)

// BenchmarkGenerate compiles made-up specs by all targets, in memory.
func BenchmarkGenerate(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		src := madeUp(n)
		b.Run(fmt.Sprintf("roles=%d", n), func(b *testing.B) {
			for b.Loop() {
				generate(b, "made-up.yaml", src)
			}
		})
	}
}

// BenchmarkValidate does what validate does with the same specs: it loads and
// checks them, and asks the targets for findings.
func BenchmarkValidate(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		src := madeUp(n)
		b.Run(fmt.Sprintf("roles=%d", n), func(b *testing.B) {
			for b.Loop() {
				s, l := lint.Finish(compile.Load("made-up.yaml", src, templates.FS))
				if s == nil {
					b.Fatal(l.Findings())
				}
				if l := gen.Findings(s, targets.All, gen.Options{}); l.HasErrors() {
					b.Fatal(l.Findings())
				}
			}
		})
	}
}

// BenchmarkBuiltIn compiles the built-in spec by all targets, in memory.
func BenchmarkBuiltIn(b *testing.B) {
	for b.Loop() {
		generate(b, spec.BuiltInFile, spec.BuiltIn)
	}
}

// BenchmarkTenants compiles a role and a policy for each of some names, by all
// targets, in memory.
func BenchmarkTenants(b *testing.B) {
	for _, n := range []int{10, 200, 1000} {
		src := tenants(n)
		b.Run(fmt.Sprintf("tenants=%d", n), func(b *testing.B) {
			for b.Loop() {
				generate(b, "tenants.yaml", src)
			}
		})
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

// BenchmarkTargets compiles 100 roles by each target alone.
func BenchmarkTargets(b *testing.B) {
	s, l := compile.Load("made-up.yaml", madeUp(100), templates.FS)
	if s == nil {
		b.Fatal(l.Findings())
	}
	for _, t := range targets.All {
		b.Run(t.Name(), func(b *testing.B) {
			for b.Loop() {
				if files, l := gen.Run(s, targets.All, gen.Options{Targets: []string{t.Name()}}); len(files) == 0 || l.HasErrors() {
					b.Fatal(l.Findings())
				}
			}
		})
	}
}

func generate(b *testing.B, file string, src []byte) {
	s, l := compile.Load(file, src, templates.FS)
	if s == nil {
		b.Fatal(l.Findings())
	}
	if files, l := gen.Run(s, targets.All, gen.Options{}); len(files) == 0 || l.HasErrors() {
		b.Fatal(l.Findings())
	}
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
