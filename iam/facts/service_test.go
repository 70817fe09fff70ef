package facts

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/internal/lists"
)

func mustFind[T any](t *testing.T) func(T, bool) T {
	return func(v T, ok bool) T {
		t.Helper()
		if !ok {
			t.Fatal("not found")
		}
		return v
	}
}

func TestFindAction(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, want string // "" for none
		access     AccessLevel
	}{
		{"s3:GetObject", "s3:GetObject", AccessRead},
		{"S3:getobject", "s3:GetObject", AccessRead},
		{"elasticmapreduce:runjobflow", "elasticmapreduce:RunJobFlow", AccessWrite},
		{"elasticmapreduce:AddTags", "elasticmapreduce:AddTags", AccessTagging},
		{"elasticmapreduce:ListClusters", "elasticmapreduce:ListClusters", AccessList},
		{"iam:PutRolePolicy", "iam:PutRolePolicy", AccessPermissions},
		{"a2c:GetContainerizationJobDetails", "a2c:GetContainerizationJobDetails", AccessRead},
		{"xray:UpdateSamplingRule", "xray:UpdateSamplingRule", AccessWrite},
		{"emrwal:listwals", "emrwal:ListWALs", AccessList},
		{"s3:GetObjects", "", ""},
		{"s3:HeadBucket", "", ""},
		{"s3:", "", ""},
		{"s3:Get*", "", ""},
		{"s4:GetObject", "", ""},
		{":GetObject", "", ""},
		{"GetObject", "", ""},
		{"/keys:x", "", ""},
	}
	for _, tt := range tests {
		a, ok := FindAction(tt.name)
		if !ok {
			if tt.want != "" {
				t.Errorf("no action %s", tt.name)
			}
			continue
		}
		if a.String() != tt.want || a.Access() != tt.access {
			t.Errorf("%s is %s, %s, want %q, %s", tt.name, a, a.Access(), tt.want, tt.access)
		}
	}
}

func TestMatchActions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		pattern string
		want    []string
	}{
		{"elasticmapreduce:*managedscaling*", []string{
			"elasticmapreduce:GetManagedScalingPolicy",
			"elasticmapreduce:PutManagedScalingPolicy",
			"elasticmapreduce:RemoveManagedScalingPolicy",
		}},
		{"s3:GetObjec?", []string{"s3:GetObject"}},
		{"s3:getobjectT*", []string{"s3:GetObjectTagging", "s3:GetObjectTorrent"}},
		{"xray:UpdateS?mplingRul*", []string{"xray:UpdateSamplingRule"}},
		{"xray:zzz*", nil},
		{"sts:assumerole", []string{"sts:AssumeRole"}},
		{"emr*:cancel*", []string{
			"emr-containers:CancelJobRun", "emr-serverless:CancelJobRun",
		}},
		{"s3:Frobnicate*", nil},
		{"nosuch:*", nil},
		{"Get*", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, a := range MatchActions(tt.pattern) {
			got = append(got, a.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.pattern, diff)
		}
	}
}

func TestTakes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		action, resource string
		want             bool
	}{
		{"s3:GetObject", "arn:aws:s3:::b/*", true},
		{"s3:GetObject", "arn:aws:s3:::b*", true},
		{"s3:GetObject", "arn:aws:s3:::b", false},
		{"s3:ListBucket", "arn:aws:s3:::b", true},
		{"s3:ListBucket", "arn:aws:s3:::b/*", false},
		{"s3:ListBucket", "arn:aws:s3:::${aws:PrincipalTag/team}", true},
		{"s3:ListBucket", "arn:aws-cn:s3:::*", true},
		{"s3:ListAllMyBuckets", "*", true},
		{"s3:ListAllMyBuckets", "arn:aws:s3:::*", false},
		{"iam:PassRole", "arn:aws:iam::123456789012:role/path/EMR_EC2_DefaultRole", true},
		{"iam:PassRole", "arn:aws:iam::*:role/*", true},
		{"iam:PassRole", "arn:aws:iam::*", true},
		{"iam:PassRole", "arn:aws:iam::*:user/*", false},
		{"iam:PassRole", "arn:aws:s3:::*", false},
		{"logs:PutLogEvents", "arn:aws:logs:*:*:log-group:/aws/emr-serverless*:*", true},
		{"elasticmapreduce:DescribeCluster", "arn:aws:elasticmapreduce:*:*:cluster/*", true},
		{"elasticmapreduce:DescribeCluster", "arn:aws:elasticmapreduce:*:*:studio/*", false},
		{"elasticmapreduce:RunJobFlow", "arn:aws:elasticmapreduce:*:*:cluster/*", false},
		{"dynamodb:Query", "arn:aws:dynamodb:*:*:table/t/index/*", true},
		{"apigateway:GET", "arn:aws:apigateway:us-east-1::/restapis/*", true},
		{"emrwal:AppendEdit", "arn:aws:emrwal:*:123456789012:workspace/*", true},
		{"emrwal:ListWorkspaces", "arn:aws:emrwal:*:123456789012:workspace/*", false},
	}
	for _, tt := range tests {
		a := mustFind[Action](t)(FindAction(tt.action))
		if got := a.Takes(tt.resource); got != tt.want {
			t.Errorf("%s takes %s: %v, want %v", tt.action, tt.resource, got, tt.want)
		}
	}
}

// TypesOf returns the resource types of which a pattern of a Resource element
// may name a resource.
func (s *Service) TypesOf(resource string) []*ResourceType {
	r := NewResource(resource)
	return lists.Filter(s.ResourceTypes(), func(t *ResourceType) bool { return t.Overlaps(r) })
}

func TestTypesOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		resource string
		want     []string
	}{
		{"arn:aws:elasticmapreduce:us-east-1:123456789012:studio/es-1", []string{"studio"}},
		{"arn:aws:elasticmapreduce:*:*:s*", []string{"studio"}},
		{"arn:aws:elasticmapreduce:*:*:cluster/*", []string{"cluster", "session"}},
		{"arn:aws:elasticmapreduce:*:*:cluster/j-1", []string{"cluster"}},
		{"arn:aws:elasticmapreduce:*:*:cluster/j-1/*", []string{"session"}},
		{"arn:aws:iam::*:role/*", nil},
	}
	s := mustFind[*Service](t)(FindService("ElasticMapReduce"))
	for _, tt := range tests {
		var got []string
		for _, r := range s.TypesOf(tt.resource) {
			got = append(got, r.Name)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s is of %q, want %q", tt.resource, got, tt.want)
		}
	}
	studio := mustFind[*ResourceType](t)(s.ResourceType("studio"))
	if want := []string{"arn:${Partition}:elasticmapreduce:${Region}:${Account}:studio/${StudioId}"}; !slices.Equal(studio.ARNs(), want) {
		t.Errorf("studio has the formats %q, want %q", studio.ARNs(), want)
	}
	if r, ok := s.ResourceType("Studio?"); ok {
		t.Errorf("found %v", r)
	}
}

func TestActionDetails(t *testing.T) {
	t.Parallel()
	run := mustFind[Action](t)(FindAction("elasticmapreduce:RunJobFlow"))
	if want := []string{"elasticmapreduce:AddTags", "iam:PassRole"}; !slices.Equal(run.DependentActions(), want) {
		t.Errorf("RunJobFlow needs %q, want %q", run.DependentActions(), want)
	}
	for r := range run.ResourceTypes() {
		t.Errorf("RunJobFlow takes %s, want nothing", r.Name)
	}
	start := mustFind[Action](t)(FindAction("elasticmapreduce:StartEditor"))
	var got []string
	for r := range start.ResourceTypes() {
		if got = append(got, r.Name); r.Required {
			got[len(got)-1] += "!"
		}
	}
	if want := []string{"cluster", "editor!"}; !slices.Equal(got, want) {
		t.Errorf("StartEditor takes %q, want %q", got, want)
	}
}

func TestServices(t *testing.T) {
	t.Parallel()
	prefixes := Prefixes()
	if !slices.IsSorted(prefixes) || slices.Contains(prefixes, keysEntry) {
		t.Errorf("prefixes are not sorted, or hold %q", keysEntry)
	}
	for _, prefix := range prefixes {
		s := mustFind[*Service](t)(FindService(prefix))
		if s.Name == "" || s.Prefix != prefix {
			t.Errorf("%s is named %q, with the prefix %q", prefix, s.Name, s.Prefix)
		}
		for _, name := range s.ActionNames() {
			if a, ok := s.Action(name); !ok || a.Name() != name || a.Access() == "" {
				t.Errorf("%s:%s is %+v", prefix, name, a)
			}
		}
	}
	wal := mustFind[*Service](t)(FindService("emrwal"))
	emr := mustFind[*Service](t)(FindService("elasticmapreduce"))
	if wal.Source == "" || emr.Source != "" {
		t.Errorf("the source of emrwal is %q, of elasticmapreduce %q", wal.Source, emr.Source)
	}
}

// TestAtOnce asks from many goroutines; the race detector judges.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	var wg sync.WaitGroup
	first := make([]Action, 8)
	for i := range first {
		wg.Go(func() {
			first[i], _ = FindAction("kinesis:PutRecord")
			first[i].Takes("arn:aws:kinesis:*:*:stream/*")
			first[i].ConditionKey("aws:ResourceTag/team")
		})
	}
	wg.Wait()
	for _, a := range first {
		if a.Name() != "PutRecord" {
			t.Errorf("%v for kinesis:PutRecord", a)
		}
	}
}
