package facts

import (
	"slices"
	"testing"
)

func TestFindManagedPolicy(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"AmazonEMRServicePolicy_v2", "/service-role/AmazonEMRServicePolicy_v2"},
		{"service-role/AmazonEMRServicePolicy_v2", "/service-role/AmazonEMRServicePolicy_v2"},
		{"/service-role/AmazonEMRServicePolicy_v2", "/service-role/AmazonEMRServicePolicy_v2"},
		{"arn:aws:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2", "/service-role/AmazonEMRServicePolicy_v2"},
		{"arn:aws-cn:iam::aws:policy/AdministratorAccess", "/AdministratorAccess"},
		{"AmazonEMRServicePolicyForSessions", "/service-role/AmazonEMRServicePolicyForSessions"},
		{"/AmazonEMRServicePolicy_v2", ""},
		{"arn:aws:iam::aws:policy/AmazonEMRServicePolicy_v2", ""},
		{"service-role/AmazonEMRFullAccessPolicy_v2", ""}, // links on AWS's pages have this path
		{"amazonemrservicepolicy_v2", ""},
		{"arn:aws:iam::123456789012:policy/AdministratorAccess", ""},
		{"arn:aws:iam::aws:role/AdministratorAccess", ""},
		{"S3FullAccessPolicy", ""},
		{"AmazonEMRServerlessFullAccess", ""},
		{"", ""},
	}
	for _, tt := range tests {
		p, _ := FindManagedPolicy(tt.text)
		if got := p.Path + p.Name; got != tt.want {
			t.Errorf("%q is %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestRetiringPolicies(t *testing.T) {
	t.Parallel()
	old, _ := FindManagedPolicy("AmazonElasticMapReduceRole")
	if !old.Retiring || old.Next != "AmazonEMRServicePolicy_v2" {
		t.Errorf("%+v is not retiring in favour of AmazonEMRServicePolicy_v2", old)
	}
	alone, _ := FindManagedPolicy("AmazonElasticMapReduceforEC2Role")
	if !alone.Retiring || alone.Next != "" {
		t.Errorf("%+v is not retiring without a successor", alone)
	}
	if next, _ := FindManagedPolicy(old.Next); next.Retiring {
		t.Errorf("%+v is retiring", next)
	}
	if names := ManagedPolicyNames(); !slices.IsSorted(names) || !slices.Contains(names, "AdministratorAccess") {
		t.Errorf("the %d names are not sorted, or lack AdministratorAccess", len(names))
	}
}

// TestFindsAllManagedPolicies looks each policy up, and what would be beside it.
func TestFindsAllManagedPolicies(t *testing.T) {
	t.Parallel()
	for _, name := range ManagedPolicyNames() {
		if p, ok := FindManagedPolicy(name); !ok || p.Name != name {
			t.Errorf("%s is found as %q", name, p.Name)
		}
		for _, other := range []string{name + "!", name[:len(name)-1] + "~"} {
			if p, ok := FindManagedPolicy(other); ok {
				t.Errorf("%s is found as %s", other, p.Name)
			}
		}
	}
}

func TestServicePrincipals(t *testing.T) {
	t.Parallel()
	all := ServicePrincipals()
	for _, name := range []string{"spot", "ops.emr-serverless", "transitgateway", "eks-nodegroup"} {
		if !slices.Contains(all, name) {
			t.Errorf("%s is not among %d principals", name, len(all))
		}
	}
	if len(all) < 200 || !slices.IsSorted(all) {
		t.Errorf("%d principals", len(all))
	}
}
