// Package job says what package synth is asked to do. It does not link the CDK.
package job

// Job asks for a stack with a construct in it.
type Job struct {
	Stack     string // the stack's name, letters and digits
	Construct        // what to make
	Region    string // an explicit environment for the stack, or ""
	Account   string
	Minimize  bool // with the feature flag that merges statements
	Validate  bool // before synthesis: what is wrong is the result's Panic
}

// Construct says how to make a construct.
type Construct struct {
	New   string          // the key of the constructor, e.g., "emr.NewServiceRole"
	Props map[string]Prop // by field; nil for nil props
	Then  []Call          // of its methods
}

// Call says how to call a method of a construct.
type Call struct {
	Method string
	Args   []Prop
}

// Prop is the value of a field of the props.
type Prop struct {
	Values []string              // of a parameter
	Made   bool                  // the value is the last part of an ARN of IAM in the account of the stack, e.g., "role/job"
	Of     *Construct            // or of another construct, made once in the same stack
	Method string                // of the construct in Of, or of those in ByName, e.g., "Role"
	ByName map[string]*Construct // or of several, by name
	Texts  map[string]string     // or texts, by name
}

// Result says what became of a job.
type Result struct {
	Stack string
	Panic string // what the constructor said, or ""
}
