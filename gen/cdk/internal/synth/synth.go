// Package synth makes constructs of generated packages and synthesizes them.
//
// It is the half of gen/cdk's tests that links the CDK. The tests compile it
// together with packages that they have just generated, and a main function
// that hands their constructors to Main.
package synth

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Job asks for a stack with a construct in it.
type Job struct {
	Stack     string // the stack's name, letters and digits
	Construct        // what to make
	Region    string // an explicit environment for the stack, or ""
	Account   string
	Minimize  bool // with the feature flag that merges statements
}

// Construct says how to make a construct.
type Construct struct {
	New   string          // the key of the constructor, e.g., "emr.NewServiceRole"
	Props map[string]Prop // by field; nil for nil props
}

// Prop is the value of a field of the props.
type Prop struct {
	Values []string              // of a parameter
	Of     *Construct            // or of another construct, made once in the same stack
	Method string                // of the construct in Of, or of those in ByName, e.g., "Role"
	ByName map[string]*Construct // or of several, by name
}

// Result says what became of a job.
type Result struct {
	Stack string
	Panic string // what the constructor said, or ""
}

// Main reads jobs from the first file that the command line names, and
// synthesizes the stacks of all that do not panic into the folder that it
// names next, in one app. It prints the results.
func Main(constructors map[string]any) {
	defer jsii.Close()
	src, err := os.ReadFile(os.Args[1])
	check(err)
	var jobs []Job
	check(json.Unmarshal(src, &jobs))

	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(os.Args[2]), AnalyticsReporting: jsii.Bool(false)})
	var results []Result
	for _, j := range jobs {
		results = append(results, Result{j.Stack, j.run(app, constructors)})
	}
	app.Synth(nil)
	check(json.NewEncoder(os.Stdout).Encode(results))
}

// run makes the stack of a job. It returns what the constructor said when it
// panicked.
func (j Job) run(app awscdk.App, constructors map[string]any) (said string) {
	props := &awscdk.StackProps{}
	if j.Region != "" {
		props.Env = &awscdk.Environment{Account: jsii.String(j.Account), Region: jsii.String(j.Region)}
	}
	stack := awscdk.NewStack(app, jsii.String(j.Stack), props)
	stack.Node().SetContext(jsii.String("@aws-cdk/aws-iam:minimizePolicies"), j.Minimize)
	defer func() {
		if r := recover(); r != nil {
			said = fmt.Sprint(r)
		}
	}()
	m := &maker{stack, constructors, map[string]reflect.Value{}}
	m.make(j.Construct, "It")
	return ""
}

// maker makes the constructs of a stack.
type maker struct {
	stack        awscdk.Stack
	constructors map[string]any
	others       map[string]reflect.Value // by constructor
}

// make calls the constructor.
func (m *maker) make(c Construct, id string) reflect.Value {
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
	return constructor.Call(args)[0]
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
