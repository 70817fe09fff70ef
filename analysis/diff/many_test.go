package diff_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// many are specs of one role with 200 optional parameters.
var many = []struct {
	name string
	of   func(change string) string
	old  string // what a change is made to
	new  string
	want string
}{
	{"a statement on a bucket each", func(change string) string {
		return manyStatements(func(i int) string {
			return fmt.Sprintf(`{Sid: S%d, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::${P%d}/*", when: [P%d]}`, i, i, i)
		}) + change
	}, `when: [P77]`, `when: [P77, P78]`, "narrower"},
	{"a statement on everything each", func(change string) string {
		return manyStatements(func(i int) string {
			return fmt.Sprintf(`{Sid: S%d, Effect: Allow, Action: "s3:GetObject", Resource: "*", when: [P%d]}`, i, i)
		}) + change
	}, `{Sid: S77, Effect: Allow, Action: "s3:GetObject"`, `{Sid: S77, Effect: Allow, Action: "s3:PutObject"`, "both"},
	{"an item each", func(change string) string {
		var items []string
		for i := range 200 {
			items = append(items, fmt.Sprintf(`{value: "arn:aws:s3:::${P%d}/*", when: P%d}`, i, i))
		}
		return "        - {Sid: S, Effect: Allow, Action: \"s3:GetObject\", Resource: [\"arn:aws:s3:::data/*\", " + strings.Join(items, ", ") + "]}\n" + change
	}, `{value: "arn:aws:s3:::${P77}/*", when: P77}`, `{value: "arn:aws:s3:::${P77}/in/*", when: P77}`, "narrower"},
	{"a Deny each", func(change string) string {
		return "        - {Sid: All, Effect: Allow, Action: \"s3:*\", Resource: \"*\"}\n" + manyStatements(func(i int) string {
			return fmt.Sprintf(`{Sid: S%d, Effect: Deny, Action: "s3:GetObject", Resource: "arn:aws:s3:::${P%d}/*", when: [P%d]}`, i, i, i)
		}) + change
	}, `when: [P77]`, `when: [P77, P78]`, "wider"},
}

func manyStatements(one func(int) string) string {
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "        - %s\n", one(i))
	}
	return b.String()
}

func manySpec(statements string) string {
	var b strings.Builder
	b.WriteString("version: 1\nname: many\nparameters:\n")
	for i := range 200 {
		fmt.Fprintf(&b, "  P%d: {type: BucketName, optional: true}\n", i)
	}
	return b.String() + "roles:\n  Job:\n    kind: other\n    roleName: job\n    trust: {service: ec2}\n    policies:\n      Data:\n" + statements
}

// TestMany compares roles with 200 optional parameters. What it takes is logged;
// the benchmark measures it.
func TestMany(t *testing.T) {
	t.Parallel()
	for _, tt := range many {
		text := manySpec(tt.of(""))
		changed := strings.Replace(text, tt.old, tt.new, 1)
		if changed == text {
			t.Fatalf("%s: nothing has changed", tt.name)
		}
		old, new := load(t, text), load(t, changed)
		start := time.Now()
		if r := compareSpecs(t, old, load(t, text)); r.Verdict != "same" {
			t.Errorf("%s: against itself it is %s:\n%s", tt.name, r.Verdict, r.Text())
		}
		same := time.Since(start)
		start = time.Now()
		if r := compareSpecs(t, old, new); string(r.Verdict) != tt.want {
			t.Errorf("%s: with a change it is %s, want %s:\n%s", tt.name, r.Verdict, tt.want, r.Text())
		}
		t.Logf("%s: against itself %v, with a change %v", tt.name, same, time.Since(start))
	}
}

// BenchmarkMany measures one change of 200 optional parameters.
func BenchmarkMany(b *testing.B) {
	for _, tt := range many {
		text := manySpec(tt.of(""))
		old, new := load(b, text), load(b, strings.Replace(text, tt.old, tt.new, 1))
		b.Run(strings.ReplaceAll(tt.name, " ", "-"), func(b *testing.B) {
			for b.Loop() {
				compareSpecs(b, old, new)
			}
		})
	}
}
