package targets_test

import (
	"path/filepath"
	"testing"

	"github.com/emriam/emriam/gen/internal/bound"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// TestDocuments holds what IAM refuses, or what would grant something else
// than was meant, against the documents of every case: a Sid twice or none, a
// statement without an action or a resource, an empty value.
func TestDocuments(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob(testdata + "/*/spec.yaml")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range append(cases, "../../spec/emr.yaml") {
		s := specfile.Load(t, file)
		for _, b := range extremes(s) {
			set := bound.Documents(s, b)
			for _, r := range set.Roles {
				checkDocument(t, file+" trust of "+r.Name, r.Trust, true)
				for _, p := range r.Policies {
					checkDocument(t, file+" "+p.Name+" of "+r.Name, p.Document, false)
				}
			}
			for _, p := range set.Policies {
				checkDocument(t, file+" "+p.Name, p.Document, false)
			}
		}
	}
}

// extremes are the example binding, the one with no optional parameter and no
// switch on, and the one with all that have a value on record.
func extremes(s *spec.Spec) []spec.Binding {
	none, all := s.Example(), s.Example()
	for _, p := range s.Params {
		switch {
		case p.Optional:
			delete(none.Values, p.Name)
		case p.Type == spec.Boolean:
			none.Values[p.Name] = []string{"false"}
			all.Values[p.Name] = []string{"true"}
		}
	}
	return []spec.Binding{s.Example(), none, all}
}

func checkDocument(t *testing.T, what string, d *iam.Document, trust bool) {
	t.Helper()
	sids := map[string]bool{}
	for _, st := range d.Statements {
		if st.Sid == "" || sids[st.Sid] {
			t.Errorf("%s: the Sid %q is empty or occurs twice", what, st.Sid)
		}
		sids[st.Sid] = true
		if len(st.Actions) == 0 || (len(st.Resources) == 0) != trust || (len(st.Principals) > 0) != trust {
			t.Errorf("%s: statement %s lacks an element, or has one too many", what, st.Sid)
		}
		for _, values := range [][]string{st.Actions, st.Resources} {
			for _, v := range values {
				if v == "" || v == "arn:aws:s3:::/*" {
					t.Errorf("%s: statement %s has the value %q", what, st.Sid, v)
				}
			}
		}
		for _, c := range st.Conditions {
			if len(c.Values) == 0 {
				t.Errorf("%s: statement %s has no value for %s", what, st.Sid, c.Key)
			}
		}
	}
}
