package drift_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/drift"
)

const nothingMore = `{"Statement": [{"Sid": "New", "Effect": "Allow", "Action": "sqs:ListQueues", "Resource": "*"}]}`

// TestAdd reads a document in each of the forms that there are.
func TestAdd(t *testing.T) {
	t.Parallel()
	const name = "AmazonEMRServicePolicy_v2"
	tests := []struct{ what, file, text, version, date string }{
		{"a document", name + ".json", nothingMore, "", ""},
		{"a document of a version", "dir/" + name + "@v9.json", nothingMore, "v9", ""},
		{"a document of the only policy", "new.json", nothingMore, "", ""},
		{"get-policy-version", name + ".json", `{"PolicyVersion": {"Document": ` + nothingMore + `, "VersionId": "v7", "IsDefaultVersion": true, "CreateDate": "2026-11-01T10:00:00+00:00"}}`, "v7", "2026-11-01"},
		{"an object of documents", "all.json", `{"AdministratorAccess": ` + nothingMore + `, "` + name + `": ` + nothingMore + `}`, "", ""},
		{"as moto has it", "all.json", `{"` + name + `": {"DefaultVersionId": "v7", "Path": "/service-role/", "UpdateDate": "2026-11-01T10:00:00+00:00", "Document": ` + nothingMore + `}}`, "v7", "2026-11-01"},
		{"an object by name and version", "all.json", `{"` + name + `@v8": ` + nothingMore + `}`, "v8", ""},
		{"a list", "all.json", `[{"name": "` + name + `", "version": "v7", "date": "2026-11-01", "document": ` + nothingMore + `}]`, "v7", "2026-11-01"},
		{"a list of several versions", "all.json", `[{"PolicyName": "` + name + `", "VersionId": "v10", "Document": ` + nothingMore + `}, {"name": "` + name + `", "version": "v9", "document": {"Statement": []}}]`, "v10", ""},
		{"a list by ARN", "all.json", `[{"Arn": "arn:aws:iam::aws:policy/service-role/` + name + `", "PolicyVersion": {"VersionId": "v7", "Document": ` + nothingMore + `}}]`, "v7", ""},
		{"an export", "account.json", `{"Policies": [
			{"PolicyName": "mine", "Arn": "arn:aws:iam::123456789012:policy/mine", "DefaultVersionId": "v1", "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": {}}]},
			{"PolicyName": "` + name + `", "Arn": "arn:aws:iam::aws:policy/service-role/` + name + `", "DefaultVersionId": "v7", "PolicyVersionList": [{"VersionId": "v7", "IsDefaultVersion": true, "Document": ` + nothingMore + `}]}]}`, "v7", ""},
	}
	s := load(t, customService)
	for _, tt := range tests {
		got := aws(t, s, nil, map[string]string{tt.file: tt.text})
		if len(got) != 1 || got[0].Newest != tt.version || got[0].Date != tt.date {
			t.Errorf("%s: %+v", tt.what, got)
			continue
		}
		if added := lines(got)[0]; added != "+ Service sqs:ListQueues on *" {
			t.Errorf("%s: %s", tt.what, added)
		}
	}
}

func TestAddErrors(t *testing.T) {
	t.Parallel()
	s := load(t, customService+"  Other: {template: custom-instance, roleName: other, with: {DataBucket: amzn-s3-demo-data}}\n")
	tests := []struct{ file, text, want string }{
		{"new.json", nothingMore, "new.json: it does not name its managed policy; name the file after the policy, e.g., AmazonEMRServicePolicy_v2@v7.json"},
		{"AmazonEMRServicePolicy_v3.json", nothingMore, `AWS has no managed policy "AmazonEMRServicePolicy_v3"; did you mean "AmazonEMRServicePolicy_v2"?`},
		{"AmazonEMRServicePolicy_v2@7.json", nothingMore, `a version of a managed policy has the form v7, not "7"`},
		{"a.json", `{"AmazonEMRServicePolicy_v2": {"Document": 7}}`, "a.json: AmazonEMRServicePolicy_v2: policy document:"},
		{"a.json", `{"AmazonEMRServicePolicy_v2": {}}`, "policy document: it is missing"},
		{"a.json", `[1]`, "a.json: item 1: json:"},
		{"a.json", `[{"Document": {"Statement": []}}]`, "a.json: item 1: it does not name its"},
		{"a.json", `[]`, "a.json: it contains no AWS managed policy"},
		{"a.json", `{"Policies": []}`, "a.json: it contains no AWS managed policy"},
		{"a.json", `Statement: []`, "a.json: invalid character"},
		{"a.json", ``, "a.json: unexpected end"},
	}
	for _, tt := range tests {
		err := drift.NewLibrary(s).Add(tt.file, []byte(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s of %s: %v, want %s", tt.text, tt.file, err, tt.want)
		}
	}
}

func TestUnknownDocument(t *testing.T) {
	t.Parallel()
	s := load(t, customService+"    baseline: IAMFullAccess@v1\n")
	_, err := drift.AWS(s, s.Example(), drift.NewLibrary(s), nil)
	if err == nil || err.Error() != "the document of IAMFullAccess is unknown; give one with --snapshot" {
		t.Error(err)
	}
}
