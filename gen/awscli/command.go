package awscli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/internal/header"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag/show"
)

// commands makes commands for one binding.
type commands struct {
	spec    *spec.Spec
	binding spec.Binding
}

func (c *commands) begin(r *spec.Role, doc ...string) *script {
	s := &script{doc: doc}
	if r != nil && r.Each != nil {
		s.names = r.Each.List
	}
	return s
}

func (c *commands) region(s *script) { s.option("region", quote(c.binding.Region)) }

// instance is the role of the instances that a cluster with a service role is
// started with: one that the service role passes on, else one of its stack.
func (c *commands) instance(service *spec.Role) *spec.Role {
	if r := c.partner(service, spec.KindInstance, service.Passes()); r != nil {
		return r
	}
	return c.partner(service, spec.KindInstance, service.Stack.Roles)
}

// partner is the first of some roles that exist, is of a kind and goes with r.
func (c *commands) partner(r *spec.Role, k spec.Kind, among []*spec.Role) *spec.Role {
	i := slices.IndexFunc(among, func(o *spec.Role) bool {
		return o.Kind == k && c.binding.Holds(o.When) && (o.Each == nil || r.Each != nil && o.Each.Name == r.Each.Name)
	})
	if i < 0 {
		return nil
	}
	return among[i]
}

// name is what EMR takes for a role or an instance profile: its name, or its ARN if it has
// a path, which EMR wants to know.
func name(e spec.Entity) spec.Value {
	if e.Path() == nil {
		return e.AWSName()
	}
	return e.ARN()
}

// profile is what EMR takes for the instances of a cluster: an instance profile.
func profile(r *spec.Role) spec.Value {
	if r.Profile == nil {
		return name(r.Entity())
	}
	return name(r.ProfileEntity())
}

// createCluster starts a cluster.
// https://docs.aws.amazon.com/cli/latest/reference/emr/create-cluster.html
func (c *commands) createCluster(r *spec.Role) *script {
	instance, scaling := c.instance(r), c.partner(r, spec.KindAutoScaling, r.Passes())
	s := c.begin(r,
		"Starts a cluster with the service role "+r.Written()+" and the instance role "+instance.Written()+".",
		"AWS's policies for the service role require the tag; the subnet must have it, too.",
	)
	s.call = []string{"aws emr create-cluster"}
	c.region(s)
	s.option("name", s.need("CLUSTER_NAME", "the name of the cluster"))
	s.option("release-label", s.need("RELEASE_LABEL", "the release of EMR, e.g., emr-7.10.0"))
	s.value("service-role", name(r.Entity()), c.binding)
	s.profile = shorthand(profile(instance), c.binding)
	s.option("ec2-attributes", `"$EC2"`)
	if scaling != nil {
		s.value("auto-scaling-role", name(scaling.Entity()), c.binding)
	}
	s.option("instance-type", s.need("INSTANCE_TYPE", "the type of the instances, e.g., m5.xlarge"))
	s.option("instance-count", s.need("INSTANCE_COUNT", "how many instances"))
	s.option("tags", "for-use-with-amazon-emr-managed-policies=true")
	return s
}

// createStudio makes a Studio, in IAM mode or, with a user role, with IAM
// Identity Center.
// https://docs.aws.amazon.com/cli/latest/reference/emr/create-studio.html
func (c *commands) createStudio(r, user *spec.Role) *script {
	how := "for users of IAM."
	if user != nil {
		how = "for users of IAM Identity Center with the user role " + user.Written() + "."
	}
	s := c.begin(r,
		"Creates a Studio with the role "+r.Written()+" "+how,
		"The VPC, the subnets and the security groups need the tag for-use-with-amazon-emr-managed-policies=true.",
	)
	s.call = []string{"aws emr create-studio"}
	c.region(s)
	s.option("name", s.need("STUDIO_NAME", "the name of the Studio"))
	if user == nil {
		s.option("auth-mode", "IAM")
	} else {
		s.option("auth-mode", "SSO")
		s.value("user-role", user.ARN(), c.binding)
	}
	s.value("service-role", r.ARN(), c.binding)
	s.option("vpc-id", s.need("VPC_ID", "the VPC of the Studio"))
	s.option("subnet-ids", s.need("SUBNET_ID", "a subnet of the Studio"))
	s.option("workspace-security-group-id", s.need("WORKSPACE_SECURITY_GROUP_ID", "the security group of Workspaces"))
	s.option("engine-security-group-id", s.need("ENGINE_SECURITY_GROUP_ID", "the security group of clusters"))
	s.option("default-s3-location", s.need("S3_LOCATION", "where the Studio keeps Workspaces, e.g., s3://amzn-s3-demo-studio/"))
	return s
}

// startJobRun submits a job to an application.
// https://docs.aws.amazon.com/cli/latest/reference/emr-serverless/start-job-run.html
func (c *commands) startJobRun(r *spec.Role) *script {
	s := c.begin(r, "Submits a job on EMR Serverless that runs with the role "+r.Written()+".")
	s.call = []string{"aws emr-serverless start-job-run"}
	c.region(s)
	s.option("application-id", s.need("APPLICATION_ID", "the ID of the application"))
	s.value("execution-role-arn", r.ARN(), c.binding)
	s.option("job-driver", s.need("JOB_DRIVER", "what to run, as JSON or a file:// of it; aws emr-serverless start-job-run help has examples"))
	return s
}

// addSteps submits steps to a cluster.
// https://docs.aws.amazon.com/cli/latest/reference/emr/add-steps.html
func (c *commands) addSteps(r *spec.Role) *script {
	s := c.begin(r,
		"Submits a step that runs with the role "+r.Written()+".",
		"The cluster must have a security configuration that enables runtime roles.",
	)
	s.call = []string{"aws emr add-steps"}
	c.region(s)
	s.option("cluster-id", s.need("CLUSTER_ID", "the ID of the cluster"))
	s.value("execution-role-arn", r.ARN(), c.binding)
	s.option("steps", s.need("STEPS", "the steps, e.g., Type=CUSTOM_JAR,Jar=command-runner.jar,Args=[spark-submit,s3://amzn-s3-demo-source-bucket/job.py]"))
	return s
}

// createConfiguration makes a security configuration.
// https://docs.aws.amazon.com/cli/latest/reference/emr/create-security-configuration.html
func (c *commands) createConfiguration(sc *spec.SecurityConfiguration) *script {
	s := c.begin(nil, "Creates the security configuration "+sc.Name+". Pass it to a cluster with --security-configuration.")
	s.call = []string{"aws emr create-security-configuration"}
	c.region(s)
	name := c.binding.Text(sc.ConfigurationName)
	if strings.ContainsFunc(name, hidden) || strings.Contains(name, "://") {
		// The AWS CLI reads file://… and https://… and sends what is there.
		s.option("cli-input-json", quote(jsonObject("Name", name)))
	} else {
		s.value("name", sc.ConfigurationName, c.binding)
	}
	s.option("security-configuration", quote(string(show.EscapeJSON(c.binding.JSON(sc.Document())))))
	return s
}

func hidden(r rune) bool { return !show.Visible(r) }

// profiled reports whether config has a profile for r: a service role of which
// there is one.
func (c *commands) profiled(r *spec.Role) bool {
	return r.Kind == spec.KindService && r.Each == nil && c.instance(r) != nil
}

// config is a file like ~/.aws/config, with profiles.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles-custom.html
func (c *commands) config() string {
	var b strings.Builder
	b.WriteString(header.Comment("#", c.spec.File) + "\n#\n" +
		"# Copy what you need to ~/.aws/config. With --profile, aws emr create-cluster then uses\n# these roles by default.\n")
	for _, r := range c.spec.Roles {
		if !c.profiled(r) {
			continue
		}
		service, instances := c.binding.Text(name(r.Entity())), c.binding.Text(profile(c.instance(r)))
		if strings.ContainsFunc(service+instances, hidden) {
			continue // the format has no escapes, and IAM has no such names
		}
		fmt.Fprintf(&b, "\n[profile %s]\nregion = %s\nemr =\n    service_role = %s\n    instance_profile = %s\n",
			naming.Kebab(r.Name), c.binding.Region, service, instances)
	}
	return b.String()
}
