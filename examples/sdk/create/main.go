// Command create creates the role of jobs with the AWS SDK, with its policies and names
// from the generated package, and prints its ARN.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"example.com/platform/gen/emrroles"
)

func main() {
	if err := create(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func create(ctx context.Context) error {
	c, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	a := emrroles.Account{Partition: "aws", Region: c.Region, ID: "123456789012"}
	p := emrroles.JobParams{DataBucket: "acme-data"}
	client := iam.NewFromConfig(c)
	role, err := client.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName:                 aws.String(string(emrroles.JobName)),
		AssumeRolePolicyDocument: aws.String(emrroles.JobTrust(a).String()),
	})
	if err != nil {
		return err
	}
	for name, document := range map[emrroles.PolicyName]emrroles.Document{
		emrroles.JobJobDataName:     emrroles.JobJobData(a, p),
		emrroles.JobDataCatalogName: emrroles.JobDataCatalog(a),
	} {
		if _, err := client.PutRolePolicy(ctx, &iam.PutRolePolicyInput{
			RoleName:       role.Role.RoleName,
			PolicyName:     aws.String(string(name)),
			PolicyDocument: aws.String(document.String()),
		}); err != nil {
			return err
		}
	}
	if got, want := aws.ToString(role.Role.Arn), emrroles.JobARN(a); got != want {
		return fmt.Errorf("the role is %s, and its constant %s", got, want)
	}
	fmt.Println(aws.ToString(role.Role.Arn))
	return nil
}
