package spec

import "testing"

// The principals of EMR and of Auto Scaling end in .cn in China, the others do
// not: as awscli 1.45 writes them.
func TestServicePrincipal(t *testing.T) {
	t.Parallel()
	for name, china := range map[string]string{
		"elasticmapreduce":        "elasticmapreduce.amazonaws.com.cn",
		"application-autoscaling": "application-autoscaling.amazonaws.com.cn",
		"ec2":                     "ec2.amazonaws.com",
		"emr-serverless":          "emr-serverless.amazonaws.com",
	} {
		usual := name + ".amazonaws.com"
		for partition, want := range map[string]string{"aws": usual, "aws-us-gov": usual, "aws-cn": china} {
			if got := (Binding{Partition: partition}).Text(ServicePrincipal(name)); got != want {
				t.Errorf("%s in %s is %s, want %s", name, partition, got, want)
			}
		}
	}
	if got := ServicePrincipal("no-such-service"); got != nil {
		t.Errorf("a service that is not in the table has the principal %s", got)
	}
}
