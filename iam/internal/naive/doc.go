// Package naive is an evaluator for tests, written from AWS's documentation and
// nothing else. It shares no code with the real one, compiles nothing, and
// evaluates every statement of every document for every request. The tests
// compare the real evaluator, and the comparison of policies, with it. It also
// makes random documents and requests. Page names are those of the IAM user guide.
package naive
