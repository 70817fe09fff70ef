package facts

import "testing"

func TestRegions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		region, partition string
		known             bool
	}{
		{"us-east-1", "aws", true},
		{"us-southwest-1", "aws", false}, // as a new Region could be named
		{"us-esat-1", "", false},
		{"us-1", "", false},
		{"cn-north-1", "aws-cn", true},
		{"us-gov-west-1", "aws-us-gov", true},
		{"us-gov-south-1", "aws-us-gov", false},
		{"us-isof-south-1", "aws-iso-f", true},
		{"eusc-de-east-1", "aws-eusc", true},
		{"xx-east-1", "", false},
		{"aws-global", "", false},
		{"us-east", "", false},
		{"", "", false},
	} {
		p, ok := PartitionOf(tt.region)
		if p.Name != tt.partition || ok != (tt.partition != "") || ok && p.Has(tt.region) != tt.known {
			t.Errorf("%s is in %q, known %v", tt.region, p.Name, ok && p.Has(tt.region))
		}
	}
	if p, ok := FindPartition("aws-cn"); !ok || p.Has("us-east-1") || p.MayHave("us-east-1") || !p.MayHave("cn-south-1") {
		t.Errorf("aws-cn is %v", p)
	}
	if _, ok := FindPartition("aws-mars"); ok {
		t.Error("there is a partition aws-mars")
	}
	if date := RegionsTable.Date(); date != "2026-05-20" {
		t.Errorf("Regions are of %s", date)
	}
}
