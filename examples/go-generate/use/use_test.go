package use

import (
	"testing"

	"example.com/platform/gen/emrroles"
)

func TestServiceRole(t *testing.T) {
	a := emrroles.Account{Partition: "aws-cn", Region: "cn-north-1", ID: "111122223333"}
	if got, want := emrroles.ServiceARN(a), "arn:aws-cn:iam::111122223333:role/platform-service"; got != want {
		t.Errorf("the ARN is %s, want %s", got, want)
	}
}
