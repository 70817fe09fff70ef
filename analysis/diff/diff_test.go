package diff_test

import (
	"cmp"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

func load(t testing.TB, text string) *spec.Spec {
	t.Helper()
	s, found := compile.Load("roles.yaml", []byte(text), templates.FS)
	if s == nil {
		t.Fatal(found.Findings())
	}
	return s
}

func compareSpecs(t testing.TB, old, new *spec.Spec) *diff.Report {
	t.Helper()
	r, err := diff.Compare(diff.Side{Name: "old", Spec: old}, diff.Side{Name: "new", Spec: new})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRenamed gives all roles of the built-in spec other names and a path: all
// are replaced, and nothing is granted that was not.
func TestRenamed(t *testing.T) {
	t.Parallel()
	text := string(spec.BuiltIn)
	renamed := regexp.MustCompile(`(?m)^(    roleName: )`).ReplaceAllString(text, "${1}new-")
	renamed = unlessTrusted(renamed, "new-")
	renamed = strings.Replace(renamed, "\nroles:\n", "\ndefaults: {path: /emr/}\nroles:\n", 1)
	r := compareSpecs(t, load(t, text), load(t, renamed))
	if r.Verdict != "same" {
		t.Errorf("with other names it is %s:\n%s", r.Verdict, r.Text())
	}
	replaced := 0
	for _, m := range r.Members {
		if m.What == "role" && len(m.Replace) == 2 {
			replaced++
		}
	}
	want := 0
	for _, r := range load(t, text).Roles {
		if !r.NameInTrust() {
			want++
		}
	}
	if replaced != want {
		t.Errorf("%d of %d roles have another name and path", replaced, want)
	}
}

// TestWithoutStatement takes one statement out of each role of the built-in spec: it
// grants less, or what others grant too, and more only if the statement denied.
func TestWithoutStatement(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 5))
	old := load(t, string(spec.BuiltIn))
	counts := map[string]int{}
	for range 3 {
		new := load(t, string(spec.BuiltIn))
		gone := map[string]*spec.Statement{}
		for _, r := range new.Roles {
			if len(r.Policies) == 0 {
				continue
			}
			d := r.Policies[random.IntN(len(r.Policies))].Document
			i := random.IntN(len(d.Statements))
			gone[r.Name] = d.Statements[i]
			d.Statements = slices.Delete(d.Statements, i, i+1)
		}
		got := compareSpecs(t, old, new)
		verdicts := map[string]string{}
		for _, m := range got.Members {
			verdicts[m.Name] = string(m.Verdict)
			if gone[m.Name] == nil {
				t.Errorf("%s has all its statements, and is %s", m.Name, m.Verdict)
			}
		}
		for role, st := range gone {
			verdict := cmp.Or(verdicts[role], "same")
			counts[verdict]++
			want := []string{"same", "narrower"}
			if st.Effect == "Deny" {
				want[1] = "wider"
			}
			if !slices.Contains(want, verdict) {
				t.Errorf("without %s of %s it is %s:\n%s", st.Sid, role, verdict, got.Text())
			}
		}
	}
	if counts["narrower"] < 12 {
		t.Errorf("verdicts: %v", counts)
	}
}

// TestEach: names of an each that are new or gone are told, those that stay are
// compared, and all of them follow when they are renamed.
func TestEach(t *testing.T) {
	t.Parallel()
	spec := func(names, role, actions string) string {
		return "version: 1\nname: jobs\nroles:\n  Tenant:\n    each: [" + names + "]\n    roleName: \"" + role + "\"\n    kind: serverless\n    trust: {service: emr-serverless}\n    policies:\n      Data:\n" +
			"        - {Effect: Allow, Action: [" + actions + "], Resource: \"arn:aws:s3:::data/${each}/*\"}\n" +
			"policies:\n  Submit: {policyName: submit, statements: [{Effect: Allow, Action: \"emr-serverless:StartJobRun\", Resource: \"*\"}], passes: [Tenant]}\n"
	}
	old := load(t, spec("a, b, c", "emr-${each}", "s3:GetObject"))
	if r := compareSpecs(t, old, load(t, spec("a, b, c", "team-${each}-job", "s3:GetObject"))); r.Verdict != "same" {
		t.Errorf("renamed, it is\n%s", r.Text())
	}
	r := compareSpecs(t, old, load(t, spec("d, c, b", "emr-${each}", "s3:GetObject")))
	m := r.Members[len(r.Members)-1]
	if m.Name != "Tenant" || m.Names == nil || !slices.Equal(m.Names.Added, []string{"d"}) || !slices.Equal(m.Names.Removed, []string{"a"}) ||
		len(m.Gained)+len(m.Lost)+len(m.Replace) > 0 || r.Verdict != "both" {
		t.Errorf("with other names, it is\n%s", r.Text())
	}
	if r := compareSpecs(t, old, load(t, spec("a, b, c", "emr-${each}", "s3:GetObject, s3:PutObject"))); r.Verdict != "wider" || len(r.Members) != 1 || len(r.Members[0].Gained) != 1 {
		t.Errorf("with an action more, it is\n%s", r.Text())
	}
}

// TestEachName: what an each says of one of its names counts for that one.
func TestEachName(t *testing.T) {
	t.Parallel()
	text := func(deny string) string {
		return "version: 1\nname: jobs\nroles:\n  Tenant:\n    each: [a, b, globex]\n    roleName: \"emr-${each}\"\n    kind: serverless\n    trust: {service: emr-serverless}\n    policies:\n      Data:\n" +
			"        - {Sid: Own, Effect: Allow, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::in-${each}/*\"}\n" + deny
	}
	for _, resource := range []string{"arn:aws:s3:::in-globex/secret/*", "arn:aws:s3:::in-g*/secret/*"} {
		deny := "        - {Sid: Secret, Effect: Deny, Action: \"s3:*\", Resource: \"" + resource + "\"}\n"
		if r := compareSpecs(t, load(t, text(deny)), load(t, text(""))); r.Verdict != "wider" || len(r.Members) != 1 {
			t.Errorf("without the Deny on %s it is %s:\n%s", resource, r.Verdict, r.Text())
		}
	}
}

// TestChoices: what hangs on a parameter is found where the parameter is not
// given, too.
func TestChoices(t *testing.T) {
	t.Parallel()
	const head = "version: 1\nname: jobs\nparameters:\n  Extra: {type: Boolean, default: true}\nroles:\n  Job:\n    roleName: job\n    kind: serverless\n    trust: {service: emr-serverless}\n    policies:\n      Data:\n" +
		"        - {Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\"}\n"
	old := load(t, head+"        - {Effect: Allow, Action: \"s3:PutObject\", Resource: \"*\", when: Extra}\n")
	new := load(t, head+"        - {Effect: Allow, Action: \"s3:PutObject\", Resource: \"*\"}\n        - {Effect: Allow, Action: \"s3:ListBucket\", Resource: \"*\", when: Extra}\n")
	r := compareSpecs(t, old, new)
	if r.Verdict != "wider" || len(r.Members) != 1 {
		t.Fatalf("%s", r.Text())
	}
	given := map[string][]string{}
	for _, c := range r.Members[0].Gained {
		given[c.Actions[0]] = c.Given
	}
	if !slices.Equal(given["s3:PutObject"], []string{"no Extra"}) || !slices.Equal(given["s3:ListBucket"], []string{"Extra"}) {
		t.Errorf("gained under %v", given)
	}
}

// TestConfigurations: for whom another role acts is told, and what that allows is
// not known. The order of mappings counts only where it may.
func TestConfigurations(t *testing.T) {
	t.Parallel()
	spec := func(configuration string) string {
		return `
version: 1
name: teams
parameters:
  Extra: {type: Boolean, default: true}
  Key: {type: String, values: [a, b], default: a}
roles:
  Analyst: {kind: emrfs, roleName: analyst, trust: {service: ec2}, tags: {key: "${Key}"}, policies: {S3: {Effect: Allow, Action: "s3:GetObject", Resource: "*"}}}
  Pipeline: {kind: emrfs, roleName: pipeline, trust: {service: ec2}, policies: {S3: {Effect: Allow, Action: "s3:PutObject", Resource: "*"}}}
securityConfigurations:
  Teams:
    configurationName: teams
` + configuration
	}
	const (
		analyst  = "arn:aws:iam::123456789012:role/analyst"
		pipeline = "arn:aws:iam::123456789012:role/pipeline"
	)
	tests := []struct{ name, old, new, verdict, want string }{
		{"the same", "    emrfs: [{role: Analyst, users: [ana, ben]}]", "    emrfs: [{role: Analyst, users: [ben]}, {role: Analyst, users: [ana]}]", "same", ""},
		{"a user more", "    emrfs: [{role: Analyst, users: [ana]}]", "    emrfs: [{role: Analyst, users: [ana, ben]}]", "unknown", "user ben: the instance role → " + analyst},
		{"another role", "    emrfs: [{role: Analyst, groups: [data]}]", "    emrfs: [{role: Pipeline, groups: [data]}]", "unknown", "group data: " + analyst + " → " + pipeline},
		{
			"a place in another", `    emrfs: [{role: Analyst, prefixes: ["s3://data/"]}]`, `    emrfs: [{role: Pipeline, prefixes: ["s3://data/in/"]}, {role: Analyst, prefixes: ["s3://data/"]}]`,
			"unknown", "prefix s3://data/in/: " + analyst + " → " + pipeline,
		},
		{"a place behind another", `    emrfs: [{role: Analyst, prefixes: ["s3://data/"]}]`, `    emrfs: [{role: Analyst, prefixes: ["s3://data/"]}, {role: Pipeline, prefixes: ["s3://data/in/"]}]`, "same", ""},
		{
			"another order", "    emrfs: [{role: Analyst, users: [ana]}, {role: Pipeline, groups: [data]}]", "    emrfs: [{role: Pipeline, groups: [data]}, {role: Analyst, users: [ana]}]",
			"unknown", "order: user ana, group data → group data, user ana",
		},
		{
			"a user on the other side of a group", "    emrfs: [{role: Analyst, users: [ana]}, {role: Pipeline, groups: [data]}, {role: Analyst, users: [ben]}]",
			"    emrfs: [{role: Analyst, users: [ben]}, {role: Pipeline, groups: [data]}, {role: Analyst, users: [ana]}]",
			"unknown", "order: user ana, group data → group data, user ana",
		},
		{
			"groups in another order", "    emrfs: [{role: Analyst, groups: [data]}, {role: Pipeline, groups: [jobs]}]", "    emrfs: [{role: Pipeline, groups: [jobs]}, {role: Analyst, groups: [data]}]",
			"unknown", "order: group data, group jobs → group jobs, group data",
		},
		{"groups of one role", "    emrfs: [{role: Analyst, groups: [data, jobs]}, {role: Analyst, users: [ana]}]", "    emrfs: [{role: Analyst, users: [ana]}, {role: Analyst, groups: [jobs, data]}]", "same", ""},
		{
			"a place before a user", `    emrfs: [{role: Pipeline, prefixes: ["s3://data/in/"]}, {role: Analyst, users: [ana]}, {role: Pipeline, prefixes: ["s3://data/"]}]`,
			`    emrfs: [{role: Analyst, users: [ana]}, {role: Pipeline, prefixes: ["s3://data/"]}]`,
			"unknown", "order: prefix s3://data/in/, user ana → user ana, prefix s3://data/in/",
		},
		{"an order that does not count", "    emrfs: [{role: Analyst, users: [ana]}, {role: Pipeline, users: [ben]}]", "    emrfs: [{role: Pipeline, users: [ben]}, {role: Analyst, users: [ana]}]", "same", ""},
		{
			"under a condition", "    emrfs: [{role: Analyst, users: [ana, ben]}]", "    emrfs: [{role: Analyst, users: [ana, {value: ben, when: Extra}]}]",
			"unknown", "user ben: " + analyst + " → the instance role, with no Extra",
		},
		{"runtime roles", "    runtimeRoles: true", "    emrfs: [{role: Analyst, users: [ana]}]", "unknown", "user ana: the instance role → " + analyst + "\nsteps: runtime roles → the instance role"},
		{
			"a section with a choice", "    EncryptionConfiguration: {EMRWALEncryptionConfiguration: {AwsKmsKey: \"${Key}\"}, EnableInTransitEncryption: false, EnableAtRestEncryption: false}",
			"    EncryptionConfiguration: {EMRWALEncryptionConfiguration: {AwsKmsKey: \"x${Key}\"}, EnableInTransitEncryption: false, EnableAtRestEncryption: false}", "same",
			`EncryptionConfiguration: {"EnableInTransitEncryption":false,"EnableAtRestEncryption":false,"EMRWALEncryptionConfiguration":{"AwsKmsKey":"a with Key=a, b with Key=b"}} → {"EnableInTransitEncryption":false,"EnableAtRestEncryption":false,"EMRWALEncryptionConfiguration":{"AwsKmsKey":"xa with Key=a, xb with Key=b"}}`,
		},
		{"source identity", "    runtimeRoles: true", "    runtimeRoles: true\n    propagateSourceIdentity: true", "same", "source identity in sessions of runtime roles: false → true"},
	}
	for _, tt := range tests {
		r := compareSpecs(t, load(t, spec(tt.old)), load(t, spec(tt.new)))
		var got []string
		for _, m := range r.Members {
			if m.What != "security configuration" || m.Name != "Teams" {
				t.Errorf("%s: %s %s differs", tt.name, m.What, m.Name)
			}
			got = append(append(got, m.Other...), m.Replace...)
		}
		if strings.Join(got, "\n") != tt.want || string(r.Verdict) != tt.verdict {
			t.Errorf("%s: it is %s:\n%s\nwant %s:\n%s", tt.name, r.Verdict, strings.Join(got, "\n"), tt.verdict, tt.want)
		}
	}
	renamed := strings.Replace(strings.Replace(spec("    emrfs: [{role: Analyst, users: [ana]}]"), "roleName: analyst", "roleName: emr-analyst", 1), "configurationName: teams", "configurationName: emr-teams", 1)
	r := compareSpecs(t, load(t, spec("    emrfs: [{role: Analyst, users: [ana]}]")), load(t, renamed))
	if r.Verdict != "same" || len(r.Members) != 2 || r.Members[1].Replace[0] != "name: teams → emr-teams" || r.Members[1].Other != nil {
		t.Errorf("renamed, it is\n%s", r.Text())
	}
}
