// Package synth makes constructs of generated packages and synthesizes them.
//
// It is the half of what runs constructs that links the CDK. Tests and prove compile
// it together with packages that were just generated, and a main function that
// hands their constructors to Main.
package synth

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/emriam/emriam/gen/cdk/internal/synth/job"
)

// Main reads jobs from the first file that the command line names, and
// synthesizes the stacks of all that do not panic into the folder that it
// names next, in one app. It prints the results.
func Main(constructors map[string]any) {
	defer jsii.Close()
	src, err := os.ReadFile(os.Args[1])
	check(err)
	var jobs []job.Job
	check(json.Unmarshal(src, &jobs))

	// Nobody reads where a construct was made, or the tree of all constructs, and no
	// template is deployed by the CDK, whose bootstrap stack it would ask for.
	app := awscdk.NewApp(&awscdk.AppProps{
		Outdir: jsii.String(os.Args[2]), AnalyticsReporting: jsii.Bool(false), StackTraces: jsii.Bool(false), TreeMetadata: jsii.Bool(false),
		DefaultStackSynthesizer: awscdk.NewBootstraplessSynthesizer(nil),
	})
	var results []job.Result
	for _, j := range jobs {
		results = append(results, job.Result{Stack: j.Stack, Panic: run(j, app, constructors)})
	}
	app.Synth(nil)
	check(json.NewEncoder(os.Stdout).Encode(results))
}

// run makes the stack of a job. It returns what the constructor said when it
// panicked, or what validation says.
func run(j job.Job, app awscdk.App, constructors map[string]any) (said string) {
	props := &awscdk.StackProps{}
	if j.Region != "" {
		props.Env = &awscdk.Environment{Account: jsii.String(j.Account), Region: jsii.String(j.Region)}
	}
	stack := awscdk.NewStack(app, jsii.String(j.Stack), props)
	if j.Minimize {
		stack.Node().SetContext(jsii.String("@aws-cdk/aws-iam:minimizePolicies"), true)
	}
	defer func() {
		if r := recover(); r != nil {
			said = fmt.Sprint(r)
		}
		if said != "" {
			app.Node().TryRemoveChild(jsii.String(j.Stack))
		}
	}()
	m := &maker{stack, constructors, map[string]reflect.Value{}}
	made := m.make(j.Construct, "It")
	if !j.Validate {
		return ""
	}
	node := made.Interface().(constructs.Construct).Node()
	for _, text := range *node.Validate() {
		said = *node.Path() + ": " + *text
	}
	return said
}

// maker makes the constructs of a stack.
type maker struct {
	stack        awscdk.Stack
	constructors map[string]any
	others       map[string]reflect.Value // by constructor
}

// make calls the constructor, and then the methods.
func (m *maker) make(c job.Construct, id string) reflect.Value {
	constructor := reflect.ValueOf(m.constructors[c.New])
	if !constructor.IsValid() {
		panic("synth: no constructor " + c.New)
	}
	props := reflect.Zero(constructor.Type().In(2))
	if c.Props != nil {
		props = reflect.New(constructor.Type().In(2).Elem())
		for field, p := range c.Props {
			f := props.Elem().FieldByName(field)
			if !f.IsValid() {
				panic("synth: no prop " + field)
			}
			f.Set(m.value(p, f.Type(), id+field))
		}
	}
	args := []reflect.Value{reflect.ValueOf(constructs.Construct(m.stack)), reflect.ValueOf(&id), props}
	made := constructor.Call(args)[0]
	for _, call := range c.Then {
		method := made.MethodByName(call.Method)
		var args []reflect.Value
		for i, arg := range call.Args {
			args = append(args, m.value(arg, method.Type().In(i), fmt.Sprint(id, call.Method, i)))
		}
		method.Call(args)
	}
	return made
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
