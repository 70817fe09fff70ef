// Command act is an application on a cluster that reads with another role than that of
// the instances. It prints the identity that it acts with.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"example.com/platform/gen/emrroles"
)

func main() {
	if err := act(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func act(ctx context.Context) error {
	c, err := config.LoadDefaultConfig(ctx) // on a cluster, the credentials of the instance
	if err != nil {
		return err
	}
	a := emrroles.Account{Partition: "aws", Region: c.Region, ID: "123456789012"}
	reports := stscreds.NewAssumeRoleProvider(sts.NewFromConfig(c), emrroles.ReportsARN(a), func(o *stscreds.AssumeRoleOptions) {
		o.RoleSessionName = "reports"
	})
	c.Credentials = aws.NewCredentialsCache(reports) // renews them before they expire
	me, err := sts.NewFromConfig(c).GetCallerIdentity(ctx, nil)
	if err != nil {
		return err
	}
	fmt.Println(aws.ToString(me.Arn))
	return nil
}
