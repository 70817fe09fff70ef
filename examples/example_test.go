package examples_test

import (
	"fmt"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

const roles = `version: 1
name: acme
parameters:
  Bucket: {type: BucketName, example: amzn-s3-demo-data}
roles:
  JobRole:
    kind: serverless
    roleName: acme-job
    trust: {service: emr-serverless}
    policies:
      Data:
        - {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "arn:${AWS::Partition}:s3:::${Bucket}/*"}
`

// load compiles a spec, or panics with its findings.
func load(text string) *spec.Spec {
	s, found := compile.Load("roles.yaml", []byte(text), templates.FS)
	if s == nil {
		panic(fmt.Sprint(found.Findings()))
	}
	return s
}

func Example_load() {
	s, found := compile.Load("roles.yaml", []byte(roles), templates.FS)
	fmt.Println(found.Len(), "findings")
	for _, r := range s.Roles {
		fmt.Println(r.Name, "is", s.Example().Text(r.ARN()))
	}
	// Output:
	// 0 findings
	// JobRole is arn:aws:iam::123456789012:role/acme-job
}

func Example_lint() {
	_, found := lint.Finish(compile.Load("roles.yaml", []byte(roles+"        - {Effect: Allow, Action: s3:GetObjekt, Resource: \"*\"}\n"), templates.FS))
	for _, f := range found.Findings() {
		fmt.Printf("%s: %s: %s\n", f.Pos, f.Code, f.Help)
	}
	// Output:
	// roles.yaml:13:35: unknown-action: did you mean "s3:GetObject"?
}

func Example_generate() {
	files, found := gen.Run(load(roles), targets.All, gen.Options{Targets: []string{"policies"}})
	if found.HasErrors() {
		panic(fmt.Sprint(found.Findings()))
	}
	for _, f := range files {
		fmt.Println(f.Path)
	}
	// Output:
	// policies/JobRole/Data.json
	// policies/JobRole/create-role.json
	// policies/JobRole/role.json
	// policies/JobRole/trust.json
}

// markdown is a target of one's own: a list of roles.
var markdown = gen.Target{Name: "markdown", Patterns: []string{"roles.md"}, Files: func(s *spec.Spec, _ gen.Values, _ *diag.List) []gen.File {
	text := ""
	for _, r := range s.Roles {
		text += "- " + s.Example().Text(r.RoleName) + "\n"
	}
	return []gen.File{{Path: "roles.md", Content: []byte(text)}}
}}

func Example_target() {
	files, _ := gen.Run(load(roles), []gen.Target{markdown}, gen.Options{Targets: []string{"markdown"}})
	fmt.Print(string(files[0].Content))
	// Output:
	// - acme-job
}

func Example_decide() {
	s := load(roles)
	everywhere := func(space *deploy.Space) *deploy.Place { return space.All(s, s.Example()) }
	for _, bucket := range []string{"amzn-s3-demo-data", "payroll"} {
		v, err := access.Ask(s, everywhere, access.Question{Name: "JobRole", Action: "s3:GetObject", Resource: spec.Text("arn:aws:s3:::" + bucket + "/x")})
		if err != nil {
			panic(err)
		}
		fmt.Println(bucket, v.Result)
	}
	// Output:
	// amzn-s3-demo-data allowed
	// payroll denied
}

func Example_compare() {
	wider := load(roles + "        - {Sid: Write, Effect: Allow, Action: s3:PutObject, Resource: \"arn:${AWS::Partition}:s3:::${Bucket}/*\"}\n")
	report, err := diff.Compare(diff.Side{Name: "before", Spec: load(roles)}, diff.Side{Name: "after", Spec: wider})
	if err != nil {
		panic(err)
	}
	fmt.Println(report.Verdict)
	fmt.Print(string(report.Text()))
	// Output:
	// wider
	// role JobRole, roles.yaml:6:3: wider
	//   + s3:PutObject
	//       e.g., s3:PutObject on arn:aws:s3:::${Bucket}/example
	//       is allowed by Write, inline policy Data, roles.yaml:13:17
}
