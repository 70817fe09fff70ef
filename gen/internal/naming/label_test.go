package naming

import "testing"

func TestLabel(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"StudioKeyArn":   "Studio key ARN",
		"PassEMRRoles":   "Pass EMR roles",
		"TenantRoleArns": "Tenant role ARNs",
		"ApplicationID":  "Application ID",
		"S3Bucket":       "S3 bucket",
		"GlueCatalog":    "Glue catalog",
		"A":              "A",
	} {
		if got := Label(name); got != want {
			t.Errorf("Label(%q) = %q, want %q", name, got, want)
		}
	}
}
