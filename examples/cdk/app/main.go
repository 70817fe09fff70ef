// Command app is the CDK app: a Studio and an application, with generated roles.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsemr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsemrserverless"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"example.com/platform/gen/emrcdk"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("platform"), nil)
	studioBucket := awss3.NewBucket(stack, jsii.String("StudioBucket"), nil)
	dataBucket := awss3.NewBucket(stack, jsii.String("DataBucket"), nil)
	roles := emrcdk.NewPlatform(stack, jsii.String("Roles"), &emrcdk.PlatformProps{
		StudioBucket: studioBucket,
		DataBucket:   dataBucket,
	})

	network := awscdk.NewCfnParameter(stack, jsii.String("VpcId"), &awscdk.CfnParameterProps{Type: jsii.String("AWS::EC2::VPC::Id")})
	subnet := awscdk.NewCfnParameter(stack, jsii.String("SubnetId"), &awscdk.CfnParameterProps{Type: jsii.String("AWS::EC2::Subnet::Id")})
	group := awscdk.NewCfnParameter(stack, jsii.String("SecurityGroupId"), &awscdk.CfnParameterProps{Type: jsii.String("AWS::EC2::SecurityGroup::Id")})
	awsemr.NewCfnStudio(stack, jsii.String("Studio"), &awsemr.CfnStudioProps{
		Name:                     jsii.String("platform"),
		AuthMode:                 jsii.String("IAM"),
		DefaultS3Location:        studioBucket.S3UrlForObject(jsii.String("workspaces")),
		ServiceRole:              roles.Studio().Role().RoleArn(),
		VpcId:                    network.ValueAsString(),
		SubnetIds:                &[]any{subnet.ValueAsString()},
		EngineSecurityGroupId:    group.ValueAsString(),
		WorkspaceSecurityGroupId: group.ValueAsString(),
	})
	awsemrserverless.NewCfnApplication(stack, jsii.String("Application"), &awsemrserverless.CfnApplicationProps{
		Name:         jsii.String("platform"),
		Type:         jsii.String("SPARK"),
		ReleaseLabel: jsii.String("emr-7.10.0"),
	})
	awscdk.NewCfnOutput(stack, jsii.String("JobRole"), &awscdk.CfnOutputProps{Value: roles.Job().Role().RoleArn()})
	app.Synth(nil)
}
