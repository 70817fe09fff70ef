package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// TestRename gives every role and policy of the built-in spec another name of the
// same length. Each artefact must differ only in the names: every iam:PassRole
// statement, trust policy, instance profile and ARN follows.
func TestRename(t *testing.T) {
	t.Parallel()
	text := string(spec.BuiltIn)
	names := slices.DeleteFunc(writtenNames(text), inTrust(text))
	if len(names) < 30 {
		t.Fatalf("%d names were found in the built-in spec", len(names))
	}
	renamed := rename(text, names)
	if renamed == text {
		t.Fatal("nothing was renamed")
	}
	before, after := generated(t, text), generated(t, renamed)
	if len(before) != len(after) {
		t.Fatalf("there were %d files, and are %d", len(before), len(after))
	}
	for name, content := range before {
		if name == ".emriam.json" { // the checksums of JSON follow nothing
			content, _, _ = strings.Cut(content, `"sha256"`)
			after[name], _, _ = strings.Cut(after[name], `"sha256"`)
		}
		if diff := cmp.Diff(rename(content, names), after[name]); diff != "" {
			t.Errorf("%s did not follow (-want +got):\n%s", name, diff)
		}
	}
}

// TestRepath gives every role and policy a path: wherever one was named by ARN,
// the path has come in between.
func TestRepath(t *testing.T) {
	t.Parallel()
	const path = "emr-team/"
	text := string(spec.BuiltIn)
	names := writtenNames(text)
	before := generated(t, text)
	after := generated(t, strings.Replace(text, "\nroles:\n", "\ndefaults: {path: /"+path+"}\nroles:\n", 1))
	arn := regexp.MustCompile(`\brole/(?:` + path + `)?\w+`)
	count := func(content string) map[string]int {
		out := map[string]int{}
		for _, s := range arn.FindAllString(content, -1) {
			out[s]++
		}
		return out
	}
	total := 0
	for name, content := range before {
		without, with := count(content), count(after[name])
		for _, role := range names {
			was, is := without["role/"+role], with["role/"+path+role]
			if left := with["role/"+role]; left > 0 {
				t.Errorf("%s still names %s without its path, %d times", name, role, left)
			}
			if strings.HasPrefix(name, "awscli/") && is > was {
				continue // what the AWS CLI takes by name is an ARN if it has a path
			}
			if is != was {
				t.Errorf("%s named %s %d times, and with its path %d times", name, role, was, is)
			}
			total += was
		}
	}
	if total < 100 {
		t.Errorf("the artefacts name roles by ARN %d times only", total)
	}
}

// TestSecondCopy copies the instance role and passes the copy, which must have
// everything that the original has, under its own name.
func TestSecondCopy(t *testing.T) {
	t.Parallel()
	text := string(spec.BuiltIn)
	text = strings.Replace(text, "\nroles:\n", "\nroles:\n  SecondInstanceRole: {from: InstanceRole, roleName: EMR_EC2_SecondRole}\n", 1)
	text = regexp.MustCompile(`\bInstanceRole, AutoScalingRole`).ReplaceAllString(text, "InstanceRole, SecondInstanceRole, AutoScalingRole")
	files := generated(t, text)
	for _, file := range []string{"trust.json", "role.json"} {
		first := strings.ReplaceAll(files["policies/InstanceRole/"+file], "EMR_EC2_DefaultRole", "EMR_EC2_SecondRole")
		if diff := cmp.Diff(first, files["policies/SecondInstanceRole/"+file]); first == "" || diff != "" {
			t.Errorf("%s of the copy (-first +second):\n%s", file, diff)
		}
	}
	for _, file := range []string{
		"policies/ServiceRole/PassRoles.json", "policies/ClusterAdministrator.json", "cloudformation/emr-default.yaml",
		"emrcdk/service_role.go",
	} {
		if first, second := strings.Count(files[file], "EMR_EC2_DefaultRole"), strings.Count(files[file], "EMR_EC2_SecondRole"); first == 0 || first != second {
			t.Errorf("%s names the first role %d times and the second %d times", file, first, second)
		}
	}
}

var (
	nameLines = regexp.MustCompile(`(?m)^    (?:roleName|policyName): (\w+)$`)
	word      = regexp.MustCompile(`\w+`)
)

// writtenNames are the names in IAM that a spec gives, but for those that are
// logical names, too.
func writtenNames(text string) []string {
	var out []string
	for _, m := range nameLines.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(text, "\n  "+m[1]+":\n") {
			out = append(out, m[1])
		}
	}
	return out
}

// inTrust returns whether a name is that of a role whose trust policy contains it in
// another form.
func inTrust(text string) func(name string) bool {
	s, _ := compile.Load(spec.BuiltInFile, []byte(text), templates.FS)
	return func(name string) bool {
		return slices.ContainsFunc(s.Roles, func(r *spec.Role) bool { return r.NameInTrust() && r.RoleName.String() == name })
	}
}

// rename writes names backwards.
func rename(text string, names []string) string {
	return word.ReplaceAllStringFunc(text, func(name string) string {
		if !slices.Contains(names, name) {
			return name
		}
		backwards := []byte(name)
		slices.Reverse(backwards)
		return string(backwards)
	})
}

// generated is what the command makes of a spec, by file.
func generated(t *testing.T, text string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	file, out := filepath.Join(dir, spec.BuiltInFile), filepath.Join(dir, "out")
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := command()
	cmd.SetArgs([]string{"generate", "-f", file, "-o", out})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	err := filepath.WalkDir(out, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(out, path)
		files[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
