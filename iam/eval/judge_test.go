package eval_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/iamtest"
)

const simulator = "@cloud-copilot/iam-simulate@0.1.173"

// A judged case is a request against some of the documents.
type judged struct {
	identity []*iam.Document
	boundary *iam.Document
	resource *iam.Document
	trust    *iam.Document
	request  eval.Request
}

func (j *judged) policies() eval.Policies {
	return eval.Policies{Identity: j.identity, Boundary: j.boundary, Resource: j.resource, Trust: j.trust}
}

// String is the request and the statements that name its action.
func (j *judged) String() string {
	context, _ := json.Marshal(j.request.Context.Values)
	out := fmt.Sprintf("%s on %s by %s, %s", j.request.Action, j.request.Resource, j.request.Principal, context)
	for _, doc := range append(j.identity[:len(j.identity):len(j.identity)], j.boundary, j.resource, j.trust) {
		if doc == nil {
			continue
		}
		for _, st := range doc.Statements {
			if slices.ContainsFunc(st.Actions, func(a string) bool { return facts.MatchAction(a, j.request.Action) }) != st.NotActions {
				out += fmt.Sprintf("\n%s %+v", doc.Version, st)
			}
		}
	}
	return out
}

// TestSimulator holds 20,000 requests against a simulator that others wrote.
func TestSimulator(t *testing.T) {
	t.Parallel()
	folder := iamtest.Package(t, simulator)
	differ := judge(t, folder, judgedCases(t, 20_000))
	for _, r := range readings {
		if differ[r.name] == 0 {
			t.Errorf("no request shows any more that %s", r.name)
		}
	}
}

// judge evaluates cases and compares. It returns how often a difference has
// which reason.
func judge(t *testing.T, folder string, cases []*judged) map[string]int {
	t.Helper()
	start := time.Now()
	answers := simulate(t, folder, cases)
	took := time.Since(start)
	counts, differ, wrong := map[eval.Effect]int{}, map[string]int{}, 0
	for i, c := range cases {
		e, err := eval.Compile(c.policies())
		if err != nil {
			t.Fatal(err)
		}
		if strings.EqualFold(c.request.Action, "sts:GetCallerIdentity") {
			continue // which is allowed whatever policies say, as analysis/access knows
		}
		got := e.Evaluate(&c.request).Effect
		counts[got]++
		if fmt.Sprint(got) == answers[i] {
			continue
		}
		if names := explained(t, c, answers[i]); names != "" {
			differ[names]++
			continue
		}
		if wrong++; wrong <= 10 {
			t.Errorf("case %d is %v, the simulator says %s: %v", i, got, answers[i], c)
		}
	}
	t.Logf("%d requests, simulated in %v: %v; differences with a reason: %v", len(cases), took, counts, differ)
	if wrong > 0 {
		t.Errorf("%d differences without a reason", wrong)
	}
	for _, effect := range []eval.Effect{eval.Allowed, eval.ImplicitDeny, eval.ExplicitDeny} {
		if n := counts[effect]; n*100 < 15*len(cases) {
			t.Errorf("only %d of %d requests are %v", n, len(cases), effect)
		}
	}
	return differ
}

// simulate asks the simulator for all cases at once, one half beside the other.
func simulate(t *testing.T, folder string, cases []*judged) []string {
	t.Helper()
	half := len(cases) / 2
	later := make(chan []string, 1)
	go func() { later <- simulateAll(t, folder, cases[half:]) }()
	first := simulateAll(t, folder, cases[:half])
	return append(first, <-later...)
}

func simulateAll(t *testing.T, folder string, cases []*judged) []string {
	t.Helper()
	var in strings.Builder
	enc := json.NewEncoder(&in)
	enc.SetEscapeHTML(false)
	names := map[*iam.Document]string{}
	define := func(doc *iam.Document) string {
		if _, ok := names[doc]; !ok {
			names[doc] = fmt.Sprintf("d%d", len(names))
			encode(t, enc, map[string]any{"name": names[doc], "document": json.RawMessage(doc.JSON())})
		}
		return names[doc]
	}
	for _, c := range cases {
		line := map[string]any{
			"principal": c.request.Principal, "action": c.request.Action, "resource": c.request.Resource,
			"account": "111122223333", "context": simulatorContext(c.request.Context),
		}
		identity := []string{}
		for _, doc := range c.identity {
			identity = append(identity, define(doc))
		}
		line["identity"] = identity
		if c.boundary != nil {
			line["boundary"] = []string{define(c.boundary)}
		}
		for _, doc := range []*iam.Document{c.resource, c.trust} {
			if doc != nil {
				line["resourcePolicy"] = define(doc)
			}
		}
		encode(t, enc, line)
	}
	cmd := exec.Command("node", "testdata/simulate.mjs", folder)
	cmd.Stdin = strings.NewReader(in.String())
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var answers []string
	for scan := bufio.NewScanner(strings.NewReader(string(out))); scan.Scan(); {
		var answer string
		if err := json.Unmarshal(scan.Bytes(), &answer); err != nil {
			t.Fatalf("%s: %v", scan.Text(), err)
		}
		answers = append(answers, effectOf(answer))
	}
	if len(answers) != len(cases) {
		t.Fatalf("the simulator gives %d answers to %d requests", len(answers), len(cases))
	}
	return answers
}

func encode(t *testing.T, enc *json.Encoder, v any) {
	t.Helper()
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
}

// effectOf is our word for the simulator's.
func effectOf(answer string) string {
	switch answer {
	case "Allowed":
		return eval.Allowed.String()
	case "ExplicitlyDenied":
		return eval.ExplicitDeny.String()
	case "ImplicitlyDenied":
		return eval.ImplicitDeny.String()
	default:
		return answer
	}
}

// simulatorContext is a context as the simulator takes it: one value is a
// text, but for keys that have several.
func simulatorContext(c eval.Context) map[string]any {
	out := map[string]any{}
	for key, values := range c.Values {
		out[key] = values
		if k, _ := facts.FindConditionKey(key); len(values) == 1 && !k.Type.Many() {
			out[key] = values[0]
		}
	}
	return out
}

// judgedCases are requests against policies of AWS, our own, and random ones,
// a third each.
func judgedCases(t *testing.T, n int) []*judged {
	t.Helper()
	r := newRandom(7)
	sources := [][]*iam.Document{managedDocuments(t, 200), ownDocuments(t), nil}
	for range 1000 {
		sources[2] = append(sources[2], r.document())
	}
	var out []*judged
	for len(out) < n {
		c := &judged{identity: some(r, 2, sources[len(out)%3])}
		if r.chance(40) {
			c.identity = append(c.identity, pick(r, sources[2]))
		}
		all := c.identity
		if r.chance(15) {
			c.boundary = pick(r, sources[2])
			all = append(all, c.boundary)
		}
		if c.request = r.request(all); !strings.HasPrefix(c.request.Action, "kms:") { // for which a key's policy decides
			out = append(out, c)
		}
	}
	return out
}

// managedDocuments are policies of AWS: those of EMR, and every so-manieth of
// the others.
func managedDocuments(t *testing.T, others int) []*iam.Document {
	t.Helper()
	all := iamtest.ManagedPolicies(t)
	names := facts.ManagedPolicyNames()
	var out []*iam.Document
	for i, name := range names {
		emr := strings.Contains(name, "ElasticMapReduce") || strings.Contains(name, "EMR")
		if _, ok := all[name]; !ok || !emr && i%(len(names)/others) != 0 {
			continue
		}
		doc, err := iam.Parse(all[name].Document)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, doc)
	}
	if len(out) < others {
		t.Fatalf("only %d policies of AWS", len(out))
	}
	return out
}

// ownDocuments are the permissions in out/policies.
func ownDocuments(t *testing.T) []*iam.Document {
	t.Helper()
	var out []*iam.Document
	err := filepath.WalkDir("../../out/policies", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		doc, err := iam.Parse(src)
		if err == nil && len(doc.Statements) > 0 && doc.Statements[0].Principals == nil {
			out = append(out, doc)
		}
		return nil
	})
	if err != nil || len(out) < 20 {
		t.Fatalf("%d documents in out/policies: %v", len(out), err)
	}
	return out
}
