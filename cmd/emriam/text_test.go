package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec/diag"
)

// textSpec is a spec with every kind of text, each as <name:what it is>.
const textSpec = `version: 1
name: <name:acme>
doc: <specDoc:d>
# emriam:ignore unused-parameter <comment:reason>
parameters:
  Bucket: {type: BucketName, example: <example:acme-data>, doc: <paramDoc:d>}
  Note: {type: String, default: <default:x>, example: <example2:x>, doc: <paramDoc2:x>}
  Kind: {type: String, default: a, values: [a, <value:b>], doc: d}
  Word: {type: String, pattern: <pattern:[a-z]+>, example: w, doc: d}
  Maybe: {type: String, optional: true, example: <example3:m>, doc: d}
  Prefix: {type: String, example: <prefix:acme>, doc: d}
  Folder: {type: String, example: <folder:n>, doc: d}
  <paramKey:Other>: {type: <type:String>, example: x, doc: d}
defaults: {tags: {<defaultTagKey:k>: <defaultTag:v>}}
roles:
  Job:
    kind: <kind:serverless>
    roleName: <roleName:acme-job>
    path: <path:/a/>
    doc: <roleDoc:r>
    source: <source:https://docs.aws.amazon.com/a>
    tags: {<tagKey:k>: <tag:v>, note: "${Note}"}
    trust: {service: <service:emr-serverless>}
    managedPolicies: [<managed:AmazonEMRReadOnlyAccessPolicy_v2>]
    policies:
      Data:
        - Sid: <sid:Read>
          doc: <statementDoc:s>
          source: <statementSource:https://docs.aws.amazon.com/b>
          Effect: <effect:Allow>
          Action: <action:s3:GetObject>
          Resource: ["arn:${AWS::Partition}:s3:::${Bucket}/*", <resource:arn:aws:s3:::acme/x>, {value: "arn:${AWS::Partition}:s3:::${Bucket}/${Maybe}", when: Maybe}]
          Condition: {<operator:StringEquals>: {<conditionKey:aws:ResourceTag/x>: [<conditionValue:v>, "${Kind}", "${Word}"]}}
        - <statementKey:Sid>: Other
          Effect: Allow
          Action: s3:ListBucket
          Resource: "arn:aws:s3:::acme"
      <policyKey:More>: [{Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::acme/y"}]
  Node: {template: <template:instance>, roleName: acme-node, instanceProfile: <profile:acme-node>, path: <nodePath:/n/>}
  Node2: {template: instance, roleName: "${Prefix}-node2", path: "/${Folder}/"}
  Service2: {template: service-v2, roleName: "${Prefix}-emr2", path: "/${Folder}/", passes: [Node2]}
  Service: {template: service-v2, roleName: <serviceName:acme-emr>, passes: [Node], statements: {<overlaySid:Extra>: {Effect: Allow, Action: "s3:ListAllMyBuckets", Resource: "*"}}}
  Emrfs:
    kind: emrfs
    roleName: acme-emrfs
    trust: {role: Node}
    policies: {D: [{Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*"}]}
  Tenant: {each: [<each:acme>, globex], kind: other, roleName: "acme-${each}", trust: {service: ec2}, policies: {D: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/${each}"}]}}
policies:
  Users: {policyName: <policyName:acme-users>, doc: <policyDoc:p>, statements: [{Sid: B, Effect: Allow, Action: "s3:ListAllMyBuckets", Resource: "*", Condition: {StringLike: {"aws:userid": <userid:"*:x">}}}]}
resourcePolicies:
  Key: {for: kms-key, doc: <resourceDoc:k>, statements: [{Sid: Jobs, Effect: Allow, Principal: {AWS: <principal:"${Job.Arn}">}, Action: "kms:Decrypt", Resource: "*"}]}
securityConfigurations:
  Conf: {configurationName: <configurationName:acme>, doc: <configurationDoc:c>, emrfs: [{role: Emrfs, users: [<user:u>]}]}
stacks:
  <stack:main>: [Job, Node, Service, Node2, Service2, Emrfs, Tenant, Users, Conf]
environments:
  <environment:prod>: {region: <region:us-east-1>, account: <account:"111122223333">, values: {Bucket: <envValue:acme-b>, Word: w, Prefix: <envPrefix:acme>, Folder: <envFolder:n>, Other: <envOther:o>, Kind: a}}
tests:
  - {name: <testName:t>, role: <testRole:Job>, can: <can:s3:GetObject>, resources: <testResource:arn:aws:s3:::acme/x>, context: {<contextKey:aws:ResourceTag/x>: <contextValue:v>}}
outputs: {cloudformation: {}, policies: {}, constants: {package: <package:emrroles>}, cdk: {package: <cdkPackage:emrcdk>}, terraform: {}, awscli: {}}
rules: {<rule:unused-parameter>: <severity:off>}
`

var textField = regexp.MustCompile(`<([a-zA-Z0-9]+):("[^"]*"|[^">][^>]*)>`)

// textFields are the names of the fields of textSpec.
func textFields() []string {
	var out []string
	for _, m := range textField.FindAllStringSubmatch(textSpec, -1) {
		out = append(out, m[1])
	}
	return out
}

// specWith is textSpec with a text in some fields.
func specWith(text string, fields ...string) []byte {
	return textField.ReplaceAllFunc([]byte(textSpec), func(field []byte) []byte {
		m := textField.FindSubmatch(field)
		name, usual := string(m[1]), string(m[2])
		switch {
		case slices.Contains(fields, name) && name == "comment": // no escapes there
			return []byte(strings.Map(func(r rune) rune {
				if r < ' ' || r == 0x7f {
					return ' '
				}
				return r
			}, strings.ToValidUTF8(text, "?")))
		case name == "comment":
			return m[2]
		case slices.Contains(fields, name):
			return quoteYAML(text)
		}
		return quoteYAML(strings.Trim(usual, `"`))
	})
}

// quoteYAML is a text in double quotes: what is printable as it is.
func quoteYAML(text string) []byte {
	var b bytes.Buffer
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			b.WriteString("\\" + string(r))
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		case r < ' ' || r > '~':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.Bytes()
}

// hostileTexts would harm a printer that does not escape them. Each combines
// several attacks, so a field that rejects it may do so because of only one.
var hostileTexts = []string{
	"::error file=x::INJ\x1b[31m\x1b]0;t\x07\n::error file=x::INJ\n\r::warning::x\u0085\u009b2J\u202e\u2066\u200b\u2028\ufeff\x00\x7f\b\U000e0041##[add-mask]y` <!-- </details>",
	"x</summary></details><h3>Permissions: same</h3><!-- ` </details> ``` a|b\\|c **x** ![z](//e) @all $(touch PWNED)`touch PWNED`';touch PWNED;'\";touch PWNED;\"%0A%s{{.}}*/",
	"p,KeyName=evil@x", "-x", "file:///$(touch PWNED)", "/'`touch PWNED`\"$(touch PWNED)\\/",
	"${x $${aws:username} {{resolve:ssm:x}}", "##[error]é日本😀\u3000\u00a0" + strings.Repeat("w ", 60) + "::error::x",
}

// runHere runs the command in this process.
func runHere(args ...string) (code int, out, words string) {
	var o, w bytes.Buffer
	stdout, stderr = &o, &w
	defer func() { stdout, stderr = os.Stdout, os.Stderr }()
	c := command()
	c.SetArgs(args)
	c.SetOut(&o)
	c.SetErr(&w)
	return exitCode(c.Execute()), o.String(), w.String()
}

// textCalls are calls of all verbs that read a spec.
func textCalls(file, old, out string) [][]string {
	calls := [][]string{
		{"can", "Job", "s3:GetObject", "arn:aws:s3:::acme/x", "-f", file},
		{"can", "Job", "sts:AssumeRole", "--principal", "emr-serverless.amazonaws.com", "-f", file, "--format", "json"},
		{"drift", "-f", file},
		{"drift", "-f", file, "--format", "json"},
		{"generate", "-f", file, "-o", out},
		{"import", file},
	}
	for _, format := range []string{"text", "json", "sarif", "markdown"} {
		calls = append(calls, []string{"denied", "User: arn:aws:sts::123456789012:assumed-role/job/x is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::acme/x", "-f", file, "--format", format, "--role", "Job"})
	}
	for _, format := range []string{"text", "json", "sarif", "github"} {
		calls = append(calls, []string{"validate", "-f", file, "--format", format})
	}
	for _, format := range []string{"text", "json", "markdown"} {
		calls = append(calls, []string{"diff", old, file, "--format", format})
	}
	for _, name := range []string{"Job", "Users", "Service", "Conf", "Tenant", "s3:Get*", "kms:Decrypt"} {
		calls = append(calls, []string{"explain", name, "-f", file})
	}
	return append(calls, []string{"explain", "Job", "-f", file, "--format", "json"}, []string{"diff", file, old, "--format", "markdown"})
}

// argumentCalls are calls with a text as an argument.
func argumentCalls(file, text string) [][]string {
	return [][]string{
		{text},
		{"help", text},
		{"validate", text},
		{"validate", "--format", text},
		{"validate", "--" + text},
		{"validate", "-f", text},
		{"rules", "--format", text},
		{"explain", text, "-f", file},
		{"explain", "A" + text, "-f", file},
		{"explain", "s3:" + text, "-f", file},
		{"can", text, "s3:GetObject", "-f", file},
		{"can", "Job", "s3:" + text, text, "-f", file},
		{"can", "Job", "s3:GetObject", text, "-f", file, "--context", text},
		{"can", "Job", "s3:GetObject", text, "-f", file, "--context", text + "=" + text, "--absent", text},
		{"can", "Job", "sts:AssumeRole", "-f", file, "--principal", text},
		{"can", "Job", "s3:GetObject", "-f", file, "--with", text},
		{"can", "Job", "s3:GetObject", "-f", file, "--with", "Bucket=" + text},
		{"denied", "User: arn:aws:sts::123456789012:assumed-role/" + text + " is not authorized to perform: s3:PutObject on resource: " + text, "-f", file},
		{"denied", text, "-f", file},
		{"drift", "-f", file, "--role", text},
		{"drift", "-f", file, "--env", text},
		{"diff", text, file},
		{"diff", "HEAD:" + text, file},
		{"import", text},
		{"import", file, "--name", text},
		{"init", "--name", text},
		{"init", "--roles", text},
		{"generate", "-f", file, "--target", text},
		{"generate", "-f", file, "--env", text},
		{"generate", "-f", text},
		{"schema", text},
		{"templates", text},
		{"templates", "instance:" + text},
		{"rules", "--color", text},
		{"init", "--for", text},
		{"version", text},
	}
}

// calls are what the recorder prints first.
var calls = regexp.MustCompile(`^(emr|emr-serverless|ec2|iam)\n`)

// runScripts runs scripts with a recorder as aws and nothing else, and wants
// one call of each.
func runScripts(t *testing.T, scripts []string) {
	t.Helper()
	if testing.Short() {
		return // a short test runs no sh
	}
	bin, err := filepath.Abs("../../gen/awscli/testdata/bin")
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range scripts {
		dir := t.TempDir()
		cmd := exec.Command("sh", "-c", `aws() ( . "$RECORDER" ); . "$0"`, script) // a function: a process takes longer
		if strings.Contains(script, "tenant") {
			cmd.Args = append(cmd.Args, "acme")
		}
		if filepath.Base(script) == "tag-resources.sh" {
			cmd.Args = append(cmd.Args, "vpc-1")
		}
		cmd.Dir = dir
		cmd.Env = []string{"PATH=" + bin, "RECORDER=" + filepath.Join(bin, "aws")}
		for _, name := range []string{"CLUSTER_NAME", "RELEASE_LABEL", "SUBNET_ID", "INSTANCE_TYPE", "INSTANCE_COUNT", "STUDIO_NAME", "VPC_ID", "WORKSPACE_SECURITY_GROUP_ID", "ENGINE_SECURITY_GROUP_ID", "S3_LOCATION", "APPLICATION_ID", "JOB_DRIVER", "CLUSTER_ID", "STEPS"} {
			cmd.Env = append(cmd.Env, name+"=x")
		}
		out, err := cmd.CombinedOutput()
		if err != nil || filepath.Base(script) != "iam.sh" && !calls.Match(out) {
			t.Errorf("%s: %v\n%s", script, err, out)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s ran %v, %v", script, left, err)
		}
	}
}

// textFile writes a spec with a text in some fields into a new folder.
func textFile(t *testing.T, text string, fields ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "new.yaml")
	if err := os.WriteFile(file, specWith(text, fields...), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// holdTexts checks the output of all verbs for a spec with a text in some fields,
// and all that is generated from it. It reports whether something is.
func holdTexts(t *testing.T, text string, fields ...string) bool {
	t.Helper()
	file, old, out := textFile(t, text, fields...), textFile(t, ""), filepath.Join(t.TempDir(), "out")
	for _, call := range textCalls(file, old, out) {
		_, o, w := runHere(call...)
		holdOutput(t, call, o, w)
	}
	if _, err := os.Stat(out); err != nil {
		return false
	}
	runScripts(t, holdFiles(t, out))
	return true
}

// holdFindings checks what validate prints for a spec in each format, and reports
// whether there are no errors. It compiles the spec once; holdTexts runs the command.
func holdFindings(t *testing.T, file string) bool {
	t.Helper()
	var out, words bytes.Buffer
	stdout, stderr = &out, &words
	defer func() { stdout, stderr = os.Stdout, os.Stderr }()
	in, err := readSpec(specName(file))
	if err != nil {
		t.Fatal(err)
	}
	found, err := validation{}.findings(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range diag.Formats {
		out.Reset()
		if err := found.Write(stdout, format, tool(), false, allFindings); err != nil {
			t.Errorf("%s: %v", format, err)
		}
		holdOutput(t, []string{"validate", "-f", file, "--format", format}, out.String(), words.String())
	}
	return !found.HasErrors()
}

// compiled divides fields into sets that a spec may have a text in at once.
func compiled(t *testing.T, text string, fields []string) [][]string {
	t.Helper()
	if len(fields) == 0 {
		return nil
	}
	if code, _, _ := runHere("validate", "-f", textFile(t, text, fields...)); code == 0 || len(fields) == 1 {
		return [][]string{fields}
	}
	half := len(fields) / 2
	return append(compiled(t, text, fields[:half]), compiled(t, text, fields[half:])...)
}

// Text in any field remains text for a terminal, a runner, a Markdown renderer, a
// shell and a parser of any format. The test is not parallel, because it replaces
// the output of the command.
func TestTexts(t *testing.T) {
	ever := map[string]bool{}
	for j, text := range hostileTexts {
		t.Run(fmt.Sprint(j), func(t *testing.T) {
			var taken, refused []string
			for i, field := range textFields() {
				// The first two are for every field, the others for some in turn.
				if j > 1 && (i+j)%3 != 0 || testing.Short() && (i+j)%len(hostileTexts) != 0 {
					continue
				}
				if holdFindings(t, textFile(t, text, field)) {
					taken, ever[field] = append(taken, field), true
				} else {
					refused = append(refused, field)
				}
			}
			for _, fields := range compiled(t, text, taken) {
				if !holdTexts(t, text, fields...) {
					t.Errorf("nothing is generated with the text in %v", fields)
				}
			}
			if len(refused) > 0 && holdTexts(t, text, refused...) {
				t.Errorf("something is generated with the text in %v", refused)
			}
		})
	}
	if len(ever) < 20 && !testing.Short() {
		t.Errorf("only %v had a text that was compiled", ever)
	}
}

// The same holds for arguments and file names.
func TestArguments(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "spec.yaml")
	if err := os.WriteFile(file, specWith(""), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, text := range hostileTexts {
		for _, call := range argumentCalls(file, text) {
			_, out, words := runHere(call...)
			holdOutput(t, call, out, words)
		}
		name := filepath.Join(dir, strings.Map(func(r rune) rune {
			if r == '/' || r == 0 {
				return '_'
			}
			return r
		}, text))
		if err := os.WriteFile(name, specWith("nothing\nof the kind", "action"), 0o644); err != nil {
			continue // too long
		}
		made := t.TempDir()
		for _, call := range textCalls(name, file, made) {
			_, out, words := runHere(call...)
			holdOutput(t, call, out, words)
		}
		runScripts(t, holdFiles(t, made)) // their headers name the spec
	}
}

// FuzzTexts puts random text into any field, for one call of one verb, so that an
// execution is fast. Only TestTexts runs scripts.
func FuzzTexts(f *testing.F) {
	fields := textFields()
	for i, text := range hostileTexts {
		f.Add(text, uint8(5*i), uint8(3*i))
	}
	f.Fuzz(func(t *testing.T, text string, field, call uint8) {
		file, old, out := textFile(t, text, fields[int(field)%len(fields)]), textFile(t, ""), filepath.Join(t.TempDir(), "out")
		calls := textCalls(file, old, out)
		one := calls[int(call)%len(calls)]
		_, o, w := runHere(one...)
		holdOutput(t, one, o, w)
		if _, err := os.Stat(out); err == nil {
			holdFiles(t, out)
		}
	})
}
