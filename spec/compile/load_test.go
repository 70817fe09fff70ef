package compile_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
)

func load(t testing.TB, src string) *spec.Spec {
	t.Helper()
	s, l := compile.Load("emr.yaml", []byte(src), testTemplates(t))
	if s == nil {
		var out strings.Builder
		if err := l.Print(&out, false, true); err != nil {
			t.Fatal(err)
		}
		t.Fatal(out.String())
	}
	return s
}

// TestColonsInFlow holds text with colons in flow style against what YAML
// says: a colon ends a plain key only before white space or an indicator.
func TestColonsInFlow(t *testing.T) {
	t.Parallel()
	s := load(t, `
version: 1
name: flow
roles:
  R: {roleName: r, kind: other, trust: {service: ec2}, policies: {P: [{Sid: S, Effect: Allow, Action: [s3:Get*, "s3:*"],
    Resource: arn:aws:s3:::a/*, Condition: {StringEquals: {aws:PrincipalTag/team: data, "aws:ResourceTag/x":"it's: so"}}}]}}
`)
	st := s.Roles[0].Policies[0].Document.Statements[0]
	got := []string{
		st.Actions[0].Value.String(), st.Actions[1].Value.String(), st.Resources[0].Value.String(),
		st.Conditions[0].Key, st.Conditions[0].Values[0].Value.String(),
		st.Conditions[1].Key, st.Conditions[1].Values[0].Value.String(),
	}
	want := []string{"s3:Get*", "s3:*", "arn:aws:s3:::a/*", "aws:PrincipalTag/team", "data", "aws:ResourceTag/x", "it's: so"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestBuiltIn wants no finding at all in the spec that the command carries.
func TestBuiltIn(t *testing.T) {
	t.Parallel()
	s, l := compile.Load(spec.BuiltInFile, spec.BuiltIn, testTemplates(t))
	for _, f := range l.Findings() {
		t.Errorf("%s: %s", f.Pos, f.Message)
	}
	if s == nil {
		t.Error("it does not load")
	}
}

// TestDocumentHead wants the version and the ID of a document where it was
// pasted as the statements of a customer managed policy.
func TestDocumentHead(t *testing.T) {
	t.Parallel()
	s := load(t, `
version: 1
name: head
policies:
  P: {policyName: p, statements: {Version: "2008-10-17", Id: old, Statement: {Effect: Allow, Action: s3:ListAllMyBuckets, Resource: "*"}}}
`)
	if d := s.Policies[0].Document; d.Version != "2008-10-17" || d.ID != "old" {
		t.Errorf("the document has version %q and ID %q", d.Version, d.ID)
	}
}

// TestLoadAlone wants Load to read files, and the lines that findings point at,
// on its caller's goroutine only. The race detector judges.
func TestLoadAlone(t *testing.T) {
	t.Parallel()
	reads := 0
	_, l := compile.Load("less.yaml", []byte(`version: 1
name: less
extends: built-in
parameters:
  StudioBucket: null
  LogBucket: null
  DataBucket: null
`), countingFS{testTemplates(t), &reads})
	if reads++; reads == 1 || !l.HasErrors() {
		t.Errorf("%d files were read, with the findings %v", reads-1, l.Findings())
	}
}

// countingFS counts how many files are opened, without a lock.
type countingFS struct {
	fs.FS
	opened *int
}

func (c countingFS) Open(name string) (fs.File, error) {
	*c.opened++
	return c.FS.Open(name)
}
