package account

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/google/go-cmp/cmp"
)

func exported(t *testing.T, files ...string) *Account {
	t.Helper()
	a, err := Parse(pages(t, files...)...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func pages(t *testing.T, files ...string) [][]byte {
	t.Helper()
	var out [][]byte
	for _, f := range files {
		text, err := os.ReadFile("testdata/account/" + f)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, text)
	}
	return out
}

// cli.json is what the AWS CLI printed, with other IDs and dates.
func TestParseAccount(t *testing.T) {
	t.Parallel()
	a := exported(t, "cli.json")
	if len(a.Roles) != 1 || len(a.Policies) != 1 || len(a.Users) != 1 || len(a.Groups) != 1 || a.Partial {
		t.Fatalf("account %+v", a)
	}
	if partition, id := a.ID(); partition != "aws" || id != "123456789012" {
		t.Errorf("it is account %s in %s", id, partition)
	}
	r := a.Roles[0]
	trust, inline := r.Trust, r.Inline
	r.Trust, r.Inline = Document{}, nil
	want := Role{
		Name: "EMR_EC2_DefaultRole", Path: "/emr/", ARN: "arn:aws:iam::123456789012:role/emr/EMR_EC2_DefaultRole",
		Attached: []string{"arn:aws:iam::123456789012:policy/Team"},
		Boundary: "arn:aws:iam::123456789012:policy/Boundary",
		Tags:     []Tag{{"team", "data"}},
		Profiles: []Profile{{"EMR_EC2_DefaultRole", "/", "arn:aws:iam::123456789012:instance-profile/EMR_EC2_DefaultRole"}},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("role (-want +got):\n%s", diff)
	}
	wantDocument(t, trust, `{"Version": "2008-10-17", "Statement": [{"Sid": "", "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}`)
	if len(inline) != 1 || inline[0].Name != "Data" {
		t.Fatalf("inline policies %+v", inline)
	}
	wantDocument(t, inline[0], `{"Version": "2012-10-17", "Statement": [{"Sid": "Read", "Effect": "Allow",
		"Action": "s3:GetObject", "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/home/${aws:username}/100%/*"}]}`)
}

// The version in force counts, even if it is not the first.
func TestAccountPolicy(t *testing.T) {
	t.Parallel()
	policies := exported(t, "cli.json").PoliciesByARN()
	p := policies["arn:aws:iam::123456789012:policy/Team"]
	if p == nil || p.Name != "Team" || p.Path != "/" || p.Version != "v2" {
		t.Errorf("policy %+v", p)
	}
	wantDocument(t, p.Document, `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}}`)
	if policies["arn:aws:iam::aws:policy/ReadOnlyAccess"] != nil {
		t.Error("a policy that the export does not hold was found")
	}
}

func TestAccountUsersAndGroups(t *testing.T) {
	t.Parallel()
	a := exported(t, "cli.json")
	u, g := a.Users[0], a.Groups[0]
	if u.Name != "ada" || len(u.Inline) != 1 || !cmp.Equal(u.Groups, []string{"analysts"}) {
		t.Errorf("user %+v", u)
	}
	if g.Name != "analysts" || len(g.Inline) != 1 || !cmp.Equal(g.Attached, []string{"arn:aws:iam::aws:policy/ReadOnlyAccess"}) {
		t.Errorf("group %+v", g)
	}
}

// The API encodes documents and comes in pages; what they hold is the same.
// Whether a page is given twice makes no difference, nor whether the pages are
// one file.
func TestAccountPages(t *testing.T) {
	t.Parallel()
	want := exported(t, "cli.json")
	two := pages(t, "page-1.json", "page-2.json", "page-1.json")
	one, err := Parse([]byte(string(two[0]) + string(two[1])))
	if err != nil {
		t.Fatal(err)
	}
	many, err := Parse(two...)
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range []*Account{one, many} {
		if diff := cmp.Diff(want, got, cmp.Comparer(sameDocument)); diff != "" {
			t.Errorf("pages (-want +got):\n%s", diff)
		}
	}
	if !exported(t, "page-1.json").Partial {
		t.Error("an export without its last page is not partial")
	}
}

func sameDocument(a, b Document) bool {
	x, err := a.Parse()
	if err != nil {
		return false
	}
	y, err := b.Parse()
	return err == nil && a.Name == b.Name && cmp.Equal(x, y)
}

func TestOddAccounts(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, want string }{
		"not JSON":    {`RoleDetailList:`, "account export: invalid character"},
		"broken off":  {`{"RoleDetailList": [{`, "account export: unexpected EOF"},
		"no export":   {`{"Statement": []}`, "account export: it has no RoleDetailList"},
		"not objects": {`{"RoleDetailList": [1]}`, "account export: json: cannot unmarshal number"},
		"no list":     {`{"RoleDetailList": {}}`, "account export: json: cannot unmarshal object"},
	} {
		if _, err := Parse([]byte(tt.text)); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %s…", name, err, tt.want)
		}
	}
	a, err := Parse([]byte(`{"Policies": [{"Arn": "arn:aws-cn:iam::123456789012:policy/team/A"}, {}, {}], "RoleDetailList": [{"RoleName": "R"}]}`))
	if err != nil || len(a.Policies) != 3 || a.Policies[0].Name != "A" {
		t.Fatalf("account %+v, error %v", a, err)
	}
	if partition, id := a.ID(); partition != "aws-cn" || id != "123456789012" {
		t.Errorf("it is account %s in %s", id, partition)
	}
	if _, err := a.Roles[0].Trust.Parse(); err == nil {
		t.Error("a trust that is missing was read")
	}
}

func TestOddAccountDocuments(t *testing.T) {
	t.Parallel()
	const doc = `{"Statement": {"Effect": "Allow", "Action": "a:b+c", "Resource": "*"}}`
	quoted, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	wantDocument(t, Document{Text: quoted}, doc) // a string, but not encoded
	wantDocument(t, Document{Text: json.RawMessage(`"%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22a%3Ab+c%22%2C%22Resource%22%3A%22%2A%22%7D%7D"`)}, doc)
	for _, text := range []string{``, `null`, `""`, `1`, `"%7"`, `"%7B"`, `[]`, `{}`} {
		if d, err := (Document{Text: json.RawMessage(text)}).Parse(); err == nil {
			t.Errorf("%s was read as %+v", text, d)
		}
	}
}

func wantDocument(t *testing.T, got Document, want string) {
	t.Helper()
	w, err := iam.Parse([]byte(want))
	if err != nil {
		t.Fatal(err)
	}
	g, err := got.Parse()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(w, g); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
}
