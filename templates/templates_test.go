package templates_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// Each template checks clean alone: with a parameter for each of its own, and
// with what it requires only.
func TestAlone(t *testing.T) {
	t.Parallel()
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, bare := range []bool{false, true} {
				_, l := lint.Finish(compile.Load("spec.yaml", []byte(alone(t, name, bare)), templates.FS))
				found := map[string]bool{}
				for _, f := range l.Findings() {
					found[f.Code] = true
					if slices.Contains(told[name], f.Code) || f.Code == "retiring-policy" && strings.Contains(f.Message, "role Trusted") {
						continue // which uses the template instance
					}
					if !bare || f.Code != bareFinding[name] {
						t.Errorf("%s: %s [%s]", f.Pos, f.Message, f.Code)
					}
				}
				for _, code := range told[name] {
					if !found[code] {
						t.Errorf("whoever uses the template is not told %s", code)
					}
				}
			}
		})
	}
}

// told is what whoever uses a template has to know, so that the template must not
// suppress it.
var told = map[string][]string{
	"instance":          {"retiring-policy"},
	"service-v1":        {"retiring-policy", "missing-guard"},
	"custom-service-v1": {"missing-guard", "data-anywhere"},
	"custom-notebooks":  {"permissions-management"},
	"custom-instance":   {"service-wildcard"},
}

// bareFinding is what is found in a template that is given only what it
// requires, where that leaves a question open.
var bareFinding = map[string]string{
	"serverless-execution": "missing-glue", // whether jobs use the Data Catalog
	"serverless-tenant":    "empty-policy", // see TestTenantNeedsARole
}

// A tenant's policy with nothing to pass would be empty, and that is said
// when the spec is compiled rather than found out by IAM.
func TestTenantNeedsARole(t *testing.T) {
	t.Parallel()
	if _, diags := compile.Load("spec.yaml", []byte(alone(t, "serverless-tenant", true)), templates.FS); !diags.HasErrors() {
		t.Error("a policy without a statement is not reported")
	}
	s := load(t, alone(t, "serverless-tenant", false))
	if when := s.Policies[0].Document.Presence(); len(when) != 2 {
		t.Errorf("the policy is there under %d conditions, want 2: a list or a prefix", len(when))
	}
}

// The built-in spec has no finding, not even advice.
func TestBuiltin(t *testing.T) {
	t.Parallel()
	s := builtin(t)
	used := map[string]bool{}
	for _, r := range s.Roles {
		used[r.Template] = true
	}
	for _, p := range s.Policies {
		used[p.Template] = true
	}
	for _, p := range s.ResourcePolicies {
		used[p.Template] = true
	}
	for _, name := range names(t) {
		if !used[name] {
			t.Errorf("nothing in spec/emr.yaml shows template %s", name)
		}
	}
}

func builtin(t *testing.T) *spec.Spec {
	t.Helper()
	src, err := os.ReadFile("../spec/emr.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return load(t, string(src))
}

var (
	awsPage = regexp.MustCompile(`^https://docs\.aws\.amazon\.com/((emr/latest/(ManagementGuide|ReleaseGuide|EMR-Serverless-UserGuide|EMR-on-EKS-DevelopmentGuide)|IAM/latest/UserGuide|AmazonCloudWatch/latest/logs|step-functions/latest/dg|mwaa/latest/userguide|lambda/latest/dg|scheduler/latest/UserGuide|eventbridge/latest/userguide|glue/latest/dg|secretsmanager/latest/userguide|AmazonS3/latest/userguide|AmazonECR/latest/userguide|kms/latest/developerguide|msk/latest/developerguide|streams/latest/dev|servicecatalog/latest/adminguide|systems-manager/latest/userguide|AmazonCloudWatch/latest/monitoring|sagemaker/latest/dg)/[A-Za-z0-9_-]+|aws-managed-policy/latest/reference/[A-Za-z0-9_-]+)\.html$`)
	printed = regexp.MustCompile(`^[\x20-\x7E]+$`)
	dated   = regexp.MustCompile(`(?m)^# AWS's pages as of [A-Z][a-z]+ 20[0-9]{2}\.$`)
)

// A reader who knows IAM finds out what each statement is for and where it is
// from; what becomes a role's description is taken by IAM.
func TestDocumented(t *testing.T) {
	t.Parallel()
	for _, name := range names(t) {
		if src, err := templates.FS.ReadFile(name + ".yaml"); err != nil || !dated.Match(src) {
			t.Errorf("%s: no comment says of when AWS's pages are (%v)", name, err)
		}
		s := load(t, alone(t, name, false))
		for _, r := range s.Roles {
			if r.Template == name {
				checkDoc(t, name, r.Doc, r.Source)
			}
		}
		for _, p := range s.Policies {
			checkDoc(t, name, p.Doc, p.Source)
		}
		for _, p := range s.ResourcePolicies {
			checkDoc(t, name, p.Doc, p.Source)
		}
		for _, st := range statements(s) {
			if strings.HasPrefix(st.Sid, "Pass") && st.Doc == "" {
				continue // derived from passes
			}
			if !printed.MatchString(st.Doc) || !strings.HasSuffix(st.Doc, ".") || strings.Contains(st.Doc, ". ") {
				t.Errorf("%s: the doc of %s is not one sentence: %q", name, st.Sid, st.Doc)
			}
			if st.Source != "" && !awsPage.MatchString(st.Source) {
				t.Errorf("%s: the source of %s is no AWS page: %q", name, st.Sid, st.Source)
			}
		}
	}
}

func checkDoc(t *testing.T, name, doc, source string) {
	t.Helper()
	if !printed.MatchString(doc) || !strings.HasSuffix(doc, ".") || len(doc) > 1000 {
		t.Errorf("%s: the doc is no description that IAM takes: %q", name, doc)
	}
	if !awsPage.MatchString(source) {
		t.Errorf("%s: the source is no AWS page: %q", name, source)
	}
}

// Every action that AWS lists for an operation is allowed by a statement that
// names the operation, and every statement beside operations names at least
// one, but for those that edges make.
func TestOperations(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, name := range names(t) {
		s := load(t, alone(t, name, false))
		operations := func() []spec.Operation {
			if len(s.Policies) > 0 {
				return s.Policies[0].Operations
			}
			return s.Roles[0].Operations
		}()
		sts := statements(s)
		for _, op := range operations {
			for _, action := range op.Actions {
				checked++
				if !slices.ContainsFunc(sts, func(st *spec.Statement) bool { return serves(st, op.Name, action) }) {
					t.Errorf("%s: no statement for operation %s allows %s", name, op.Name, action)
				}
			}
		}
		for _, st := range sts {
			if _, written := st.Elements.Of("Effect"); written && len(operations) > 0 && len(st.Operations) == 0 {
				t.Errorf("%s: statement %s names no operation", name, st.Sid)
			}
		}
	}
	if checked < 200 {
		t.Errorf("only %d actions checked", checked)
	}
}

// A role or policy that selects one operation has the statements for it, and only those
// of the template.
func TestSelectedOperations(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, name := range names(t) {
		whole := load(t, alone(t, name, false))
		operations, section := []spec.Operation(nil), "roles"
		switch {
		case len(whole.Policies) > 0:
			operations, section = whole.Policies[0].Operations, "policies"
		case len(whole.Roles) > 0:
			operations = whole.Roles[0].Operations
		}
		for _, op := range operations {
			tree := aloneTree(t, name, read(t, name), false)
			tree[section].(map[string]any)["Alone"].(map[string]any)["operations"] = []any{op.Name}
			var want, got []string
			for _, st := range statements(whole) {
				if st.Operations == nil || slices.Contains(st.Operations, op.Name) {
					want = append(want, st.Sid)
				}
			}
			s, l := compile.Load("spec.yaml", []byte(asText(t, tree)), templates.FS)
			if s == nil {
				if len(want) > 0 {
					t.Errorf("%s of %s: %v", op.Name, name, l.Findings())
				}
				continue
			}
			for _, st := range statements(s) {
				got = append(got, st.Sid)
			}
			checked++
			if !slices.Equal(got, want) {
				t.Errorf("%s of %s has %q, not %q", op.Name, name, got, want)
			}
		}
	}
	if checked < 40 {
		t.Errorf("only %d operations checked", checked)
	}
}

func serves(st *spec.Statement, operation, action string) bool {
	return st.Effect == "Allow" && !st.NotActions && slices.Contains(st.Operations, operation) &&
		slices.ContainsFunc(st.Actions, func(it spec.Item) bool { return it.Value.String() == action })
}
