package iam_test

import (
	"fmt"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
)

// A request may be known in part: what is asked for then is in Needs.
func ExampleEvaluator() {
	policy, err := iam.Parse([]byte(`{"Version": "2012-10-17", "Statement": {
		"Sid": "Own", "Effect": "Allow", "Action": "s3:*Object",
		"Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*"}}`))
	if err != nil {
		panic(err)
	}
	evaluator, err := eval.Compile(eval.Policies{Identity: []*iam.Document{policy}})
	if err != nil {
		panic(err)
	}
	request := eval.Request{Action: "s3:GetObject", Resource: "arn:aws:s3:::amzn-s3-demo-bucket/ann/notes"}
	decision := evaluator.Evaluate(&request)
	fmt.Println(decision.Effect, decision.Needs)
	for _, name := range []string{"ann", "bob"} {
		request.Context.Values = map[string][]string{"aws:username": {name}}
		decision = evaluator.Evaluate(&request)
		fmt.Println(name, decision.Effect, decision.By())
	}
	// Output:
	// unknown [aws:username]
	// ann allowed [{identity 0 0 Own}]
	// bob implicitly denied []
}
