package synth

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"github.com/emriam/emriam/gen/cdk/internal/synth/job"
)

// other is what c makes, once for each name that its props have.
func (m *maker) other(c *job.Construct, id string) reflect.Value {
	key := fmt.Sprint(c.New, c.Props["Name"].Values)
	made, ok := m.others[key]
	if !ok {
		made = m.make(*c, id)
		m.others[key] = made
	}
	return made
}

// value is p as a field of a type takes it.
func (m *maker) value(p job.Prop, t reflect.Type, id string) reflect.Value {
	if p.Of != nil {
		return m.other(p.Of, id).MethodByName(p.Method).Call(nil)[0]
	}
	if p.ByName != nil {
		out := reflect.MakeMap(t)
		for name, c := range p.ByName {
			out.SetMapIndex(reflect.ValueOf(name), m.other(c, id+name).MethodByName(p.Method).Call(nil)[0])
		}
		return out
	}
	if p.Texts != nil {
		out := map[string]*string{}
		for name, text := range p.Texts {
			out[name] = jsii.String(text)
		}
		return reflect.ValueOf(out)
	}
	if t == reflect.TypeFor[*[]*string]() {
		return reflect.ValueOf(jsii.Strings(p.Values...))
	}
	scope, name, text := m.stack, jsii.String(id), jsii.String(p.Values[0])
	if p.Made {
		text = jsii.Sprintf("arn:%s:iam::%s:%s", *awscdk.Aws_PARTITION(), *awscdk.Aws_ACCOUNT_ID(), *text)
	}
	switch reflect.Zero(t).Interface().(type) {
	case *string:
		return reflect.ValueOf(text)
	case *bool:
		return reflect.ValueOf(jsii.Bool(*text == "true"))
	case *float64:
		n, err := strconv.ParseFloat(*text, 64)
		check(err)
		return reflect.ValueOf(jsii.Number(n))
	}
	switch t {
	case reflect.TypeFor[awss3.IBucket]():
		return reflect.ValueOf(awss3.Bucket_FromBucketName(scope, name, text))
	case reflect.TypeFor[awskms.IKey]():
		return reflect.ValueOf(awskms.Key_FromKeyArn(scope, name, text))
	case reflect.TypeFor[awsiam.IRole]():
		return reflect.ValueOf(awsiam.Role_FromRoleArn(scope, name, text, nil))
	case reflect.TypeFor[awsiam.IInstanceProfile]():
		return reflect.ValueOf(awsiam.InstanceProfile_FromInstanceProfileArn(scope, name, text))
	case reflect.TypeFor[awsiam.IManagedPolicy]():
		return reflect.ValueOf(awsiam.ManagedPolicy_FromManagedPolicyArn(scope, name, text))
	default:
		panic(fmt.Sprintf("synth: prop of type %v", t))
	}
}
