package spec_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
)

func TestServices(t *testing.T) {
	t.Parallel()
	names, sids := map[string]bool{}, map[string]bool{}
	for _, s := range spec.Services {
		if names[s.Name] || sids[s.Sid] {
			t.Errorf("%s or its Sid %s occurs twice", s.Name, s.Sid)
		}
		names[s.Name], sids[s.Sid] = true, true
		if s.Sid != spec.Alphanumeric(s.Sid) {
			t.Errorf("the Sid of %s is %q", s.Name, s.Sid)
		}
		if s.ConfusedDeputy == spec.ConfusedDeputyARN && !s.SendsARN() {
			t.Errorf("the guard of %s names ARNs that are not known", s.Name)
		}
	}
}

// TestServiceGuardsDocumented compares the table of language.md with the defaults.
func TestServiceGuardsDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[spec.ConfusedDeputy]string{}
	for _, s := range spec.Services {
		if s.ConfusedDeputy != "" {
			rows[s.ConfusedDeputy] += ", `" + s.Name + "`"
		}
	}
	for guard, row := range rows {
		want := "| " + strings.TrimPrefix(row, ", ") + " | `" + string(guard) + "`"
		if !strings.Contains(string(page), want) {
			t.Errorf("language.md has no row that begins with %s", want)
		}
	}
}

func TestDefaultGuard(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind     spec.Kind
		services string
		want     spec.ConfusedDeputy
	}{
		{spec.KindService, "elasticmapreduce", "source-arn"},
		{spec.KindService, "elasticmapreduce ec2", "source-arn"},
		{spec.KindService, "elasticmapreduce ssm", "source-account"},
		{spec.KindService, "elasticmapreduce lambda", "none"},
		{spec.KindOther, "elasticmapreduce", "none"},
		{spec.KindOther, "states scheduler", "source-arn"},
		{spec.KindOther, "states ecs-tasks", "source-account"},
		{spec.KindOther, "lambda", "none"},
		{spec.KindServerless, "emr-serverless states", "source-account"},
	} {
		var services []spec.ServiceInfo
		for _, name := range strings.Fields(tt.services) {
			i := slices.IndexFunc(spec.Services, func(s spec.ServiceInfo) bool { return s.Name == name })
			services = append(services, spec.Services[i])
		}
		if got := tt.kind.DefaultConfusedDeputy(services); got != tt.want {
			t.Errorf("kind %s with %s has the guard %s, want %s", tt.kind, tt.services, got, tt.want)
		}
	}
}
