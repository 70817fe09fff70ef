package eval_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/iamtest"
)

const evalVersion = `"Version": "2012-10-17"`

func evalDocument(t testing.TB, statements string) *iam.Document {
	t.Helper()
	if statements == "" {
		return nil
	}
	doc, err := iam.Parse([]byte(`{` + evalVersion + `, "Statement": [` + statements + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func refs(refs []eval.StatementRef) string {
	var out []string
	for _, r := range refs {
		out = append(out, fmt.Sprintf("%v %d.%d %s", r.Kind, r.Document, r.Statement, r.Sid))
	}
	return strings.Join(out, ", ")
}

// Statements of the tests of how policies work together.
const (
	allowGet    = `{"Sid": "Get", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}`
	denyInsec   = `{"Sid": "Insecure", "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}`
	allowTagged = `{"Sid": "Tagged", "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/Env": "${aws:PrincipalTag/Env}"}}}`
	bucketAnn   = `{"Sid": "Ann", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/ann"}, "Action": "s3:*", "Resource": "*"}`
	bucketRole  = `{"Sid": "Role", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/p/r"}, "Action": "s3:*", "Resource": "*"}`
	bucketRoot  = `{"Sid": "Root", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": ["s3:*", "sts:AssumeRole"], "Resource": "*"}`
	trustRoot   = `{"Sid": "Trust", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}`
	trustEMR    = `{"Sid": "EMR", "Effect": "Allow", "Principal": {"Service": "elasticmapreduce.amazonaws.com"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}`
	trustNobody = `{"Sid": "Others", "Effect": "Deny", "NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:root"]}, "Action": "*"}`
	assume      = `{"Sid": "Assume", "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}`
	assumeOver  = `{"Sid": "Over", "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}`
	everything  = `{"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}`
)

// TestEvaluate is how policies of all kinds decide together.
func TestEvaluate(t *testing.T) {
	t.Parallel()
	const (
		ann     = "arn:aws:iam::111122223333:user/ann"
		session = "arn:aws:sts::111122223333:assumed-role/r/s"
		role    = "arn:aws:iam::111122223333:role/p/r"
		bob     = "arn:aws:iam::444455556666:user/bob"
		emr     = "elasticmapreduce.amazonaws.com"
	)
	tests := []struct {
		name                                string
		identity, boundary, resource, trust string
		principal, action, on, context      string // context: key=value, blank between; "!" ends what is known
		want, by, needs                     string
		across                              bool
	}{
		{name: "nothing allows", identity: allowGet, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "implicitly denied"},
		{name: "allowed", identity: allowGet, action: "S3:getobject", on: "arn:aws:s3:::b/x", want: "allowed", by: "identity 0.0 Get"},
		{name: "a deny that may apply", identity: allowGet + "," + denyInsec, action: "s3:GetObject", on: "arn:aws:s3:::b/x", want: "unknown", by: "identity 0.1 Insecure", needs: "aws:SecureTransport"},
		{name: "a deny that does not apply", identity: allowGet + "," + denyInsec, action: "s3:GetObject", on: "arn:aws:s3:::b/x", context: "aws:securetransport=true", want: "allowed", by: "identity 0.0 Get"},
		{name: "a deny", identity: allowGet + "," + denyInsec, action: "s3:GetObject", on: "arn:aws:s3:::b/x", context: "AWS:SecureTransport=false", want: "explicitly denied", by: "identity 0.1 Insecure"},
		{name: "a deny that may apply to what nothing allows", identity: allowGet + "," + denyInsec, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "implicitly denied"},
		{name: "one of two is enough", identity: allowTagged + "," + allowGet, action: "s3:GetObject", on: "arn:aws:s3:::b/x", want: "allowed", by: "identity 0.1 Get"},
		{name: "a key and a variable", identity: allowTagged, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "unknown", by: "identity 0.0 Tagged", needs: "aws:PrincipalTag/Env,aws:ResourceTag/Env"},
		{name: "a variable that does not matter", identity: `{"Sid": "Any", "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"k": ["a", "${u}"]}, "Bool": {"b": "true"}}}`, action: "s3:PutObject", on: "arn:aws:s3:::b/x", context: "k=a", want: "unknown", by: "identity 0.0 Any", needs: "b"},
		{name: "a variable is unknown", identity: allowTagged, action: "s3:PutObject", on: "arn:aws:s3:::b/x", context: "aws:ResourceTag/Env=a", want: "unknown", by: "identity 0.0 Tagged", needs: "aws:PrincipalTag/Env"},
		{name: "a variable without value", identity: allowTagged, action: "s3:PutObject", on: "arn:aws:s3:::b/x", context: "aws:ResourceTag/Env=a !", want: "implicitly denied"},
		{name: "within the boundary", identity: allowGet, boundary: everything, action: "s3:GetObject", on: "arn:aws:s3:::b/x", want: "allowed", by: "identity 0.0 Get, boundary 0.0 All"},
		{name: "out of the boundary", identity: everything, boundary: allowGet, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "implicitly denied"},
		{name: "a boundary allows nothing", identity: allowGet, boundary: everything, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "implicitly denied"},
		{name: "a boundary that denies", identity: everything, boundary: everything + "," + denyInsec, action: "a:b", on: "*", context: "aws:SecureTransport=false", want: "explicitly denied", by: "boundary 0.1 Insecure"},

		{name: "the bucket's policy alone", resource: bucketAnn, principal: ann, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "allowed", by: "resource 0.0 Ann"},
		{name: "either of two", identity: allowGet, resource: bucketAnn, principal: ann, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "allowed", by: "resource 0.0 Ann"},
		{name: "either of two, the other", identity: allowGet, resource: bucketAnn, principal: role, action: "s3:GetObject", on: "arn:aws:s3:::b/x", want: "allowed", by: "identity 0.0 Get"},
		{name: "a user named itself is beyond the boundary", identity: allowGet, boundary: allowGet, resource: bucketAnn, principal: ann, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "allowed", by: "resource 0.0 Ann"},
		{name: "a session named by its role is not", identity: allowGet, boundary: allowGet, resource: bucketRole, principal: session, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "implicitly denied"},
		{name: "across accounts, the identity alone", across: true, identity: everything, resource: bucketAnn, principal: role, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "implicitly denied"},
		{name: "across accounts, the bucket alone", across: true, identity: allowGet, resource: bucketAnn, principal: ann, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "implicitly denied"},
		{name: "across accounts, both", across: true, identity: allowGet, resource: bucketRoot, principal: session, action: "s3:GetObject", on: "arn:aws:s3:::b/x", want: "allowed", by: "resource 0.0 Root, identity 0.0 Get"},
		{name: "across accounts, out of the boundary", across: true, identity: everything, boundary: allowGet, resource: bucketAnn, principal: ann, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "implicitly denied"},
		{name: "across accounts, both and the boundary", across: true, identity: everything, boundary: allowGet, resource: bucketRole, principal: session, action: "s3:GetObject", on: "arn:aws:s3:::b/x", want: "allowed", by: "resource 0.0 Role, identity 0.0 All, boundary 0.0 Get"},
		{name: "across accounts, a denial by the bucket", across: true, identity: everything, resource: bucketRoot + "," + `{"Sid": "No", "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}`, principal: session, action: "s3:GetObject", on: "arn:aws:s3:::b/x", want: "explicitly denied", by: "resource 0.1 No"},
		{name: "across accounts, a key that names the role", across: true, trust: bucketRole, identity: allowGet, principal: session, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "implicitly denied"},
		{name: "a role named itself is not", identity: allowGet, boundary: allowGet, resource: bucketRole, principal: role, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "implicitly denied"},
		{name: "a session named by its role, within", identity: allowGet, boundary: everything, resource: bucketRole, principal: session, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "allowed", by: "resource 0.0 Role, boundary 0.0 All"},
		{name: "an account passes it on", identity: allowGet, resource: bucketRoot, principal: ann, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "implicitly denied"},
		{name: "an unknown caller", resource: bucketAnn, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "unknown", by: "resource 0.0 Ann", needs: "Principal"},
		{name: "another account", resource: bucketRoot, principal: bob, action: "s3:PutObject", on: "arn:aws:s3:::b/x", want: "implicitly denied"},

		{name: "a trust alone", trust: trustRoot, principal: ann, action: "sts:AssumeRole", on: role, want: "allowed", by: "trust 0.0 Trust"},
		{name: "a trust in the account needs more", identity: allowGet, trust: trustRoot, principal: ann, action: "sts:AssumeRole", on: role, want: "implicitly denied"},
		{name: "a trust in the account and more", identity: assume, trust: trustRoot, principal: ann, action: "sts:AssumeRole", on: role, want: "allowed", by: "trust 0.0 Trust, identity 0.0 Assume"},
		{name: "a trust in the account and more, which may be", identity: assumeOver, boundary: assumeOver, trust: trustRoot, principal: ann, action: "sts:AssumeRole", on: role, want: "unknown", by: "trust 0.0 Trust, identity 0.0 Over, boundary 0.0 Over", needs: "aws:SecureTransport"},
		{name: "permissions without trust", identity: assume, trust: trustEMR, principal: ann, action: "sts:AssumeRole", on: role, want: "implicitly denied"},
		{name: "a service", trust: trustEMR, principal: emr, action: "sts:AssumeRole", on: role, context: "aws:SourceAccount=111122223333", want: "allowed", by: "trust 0.0 EMR"},
		{name: "a service by type", trust: trustEMR, principal: "Service:" + emr, action: "sts:AssumeRole", on: role, want: "unknown", by: "trust 0.0 EMR", needs: "aws:SourceAccount"},
		{name: "a provider is no service", trust: trustEMR, principal: "Federated:" + emr, action: "sts:AssumeRole", on: role, want: "implicitly denied"},
		{name: "the confused deputy", trust: trustEMR, principal: emr, action: "sts:AssumeRole", on: role, context: "aws:SourceAccount=444455556666", want: "implicitly denied"},
		{name: "all but one", trust: trustRoot + "," + trustNobody, principal: session, action: "sts:AssumeRole", on: role, want: "explicitly denied", by: "trust 0.1 Others"},
		{name: "the one, who has a boundary", boundary: everything, trust: trustRoot + "," + trustNobody, principal: ann, action: "sts:AssumeRole", on: role, want: "explicitly denied", by: "trust 0.1 Others"},
		{name: "the one", trust: trustRoot + "," + trustNobody, principal: ann, action: "sts:AssumeRole", on: role, want: "allowed", by: "trust 0.0 Trust"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := eval.Policies{Boundary: evalDocument(t, tt.boundary), Resource: evalDocument(t, tt.resource), Trust: evalDocument(t, tt.trust), CrossAccount: tt.across}
			if tt.identity != "" {
				p.Identity = []*iam.Document{evalDocument(t, tt.identity)}
			}
			e, err := eval.Compile(p)
			if err != nil {
				t.Fatal(err)
			}
			d := e.Evaluate(&eval.Request{Principal: tt.principal, Action: tt.action, Resource: tt.on, Context: evalContext(tt.context)})
			if fmt.Sprint(d.Effect) != tt.want || refs(d.By()) != tt.by || strings.Join(d.Needs, ",") != tt.needs {
				t.Errorf("%v by %q needs %q, want %s by %q needs %q", d.Effect, refs(d.By()), d.Needs, tt.want, tt.by, tt.needs)
			}
		})
	}
}

func evalContext(text string) eval.Context {
	c := eval.Context{Values: map[string][]string{}}
	for _, f := range strings.Fields(text) {
		key, value, ok := strings.Cut(f, "=")
		if !ok {
			c.Complete = true
			continue
		}
		c.Values[key] = strings.Split(value, ",")
	}
	return c
}

// TestResources is what patterns with variables name.
func TestResources(t *testing.T) {
	t.Parallel()
	tests := []struct{ pattern, on, context, want string }{
		{"arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/ann/x", "aws:username=ann", "yes"},
		{"arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/bob/x", "aws:username=ann", "no"},
		{"arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/bob/x", "", "maybe"},
		{"arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::c/bob/x", "", "no"}, // whoever it is
		{"arn:aws:s3:::b/${aws:username}/y", "arn:aws:s3:::b/bob/x", "", "no"},
		{"arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/bob/x", "!", "no"},
		{"arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/bob/x", "aws:username=", "no"},
		{"arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/bob/x", "aws:username=*", "no"},
		{"arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/bob/x", "aws:username=ann,bob", "no"},
		{"arn:aws:s3:::b/${aws:username, 'all'}/*", "arn:aws:s3:::b/all/x", "!", "yes"},
		{"arn:aws:s3:::b/${aws:username, 'all'}/*", "arn:aws:s3:::b/all/x", "aws:username=ann", "no"},
		{"arn:aws:s3:::b/${AWS:USERNAME,'all'}/*", "arn:aws:s3:::b/ann/x", "aws:username=ann", "yes"},
		{"arn:aws:s3:::b/${aws:PrincipalTag/a b}", "arn:aws:s3:::b/x", "!", "no"},
		{"arn:aws:s3:::b/${*}/${?}${$}", "arn:aws:s3:::b/*/?$", "", "yes"},
		{"arn:aws:s3:::b/${*}", "arn:aws:s3:::b/x", "", "no"},
		{"arn:aws:iam::${aws:PrincipalAccount}:role/*", "arn:aws:iam::1:role/r", "aws:PrincipalAccount=1", "yes"},
		{"arn:aws:sns:*:${aws:username}", "arn:aws:sns:us-east-1:1:t", "aws:username=1", "yes"}, // completed: …:1:*
		{"arn:aws:s3:::b/${", "arn:aws:s3:::b/${", "", "yes"},
		{"arn:aws:s3:::${aws:username}", "arn:aws:s3:::a:b", "aws:username=a:b", "yes"},
	}
	for _, tt := range tests {
		doc := evalDocument(t, fmt.Sprintf(`{"Effect": "Allow", "Action": "*", "Resource": %q}`, tt.pattern))
		for _, not := range []bool{false, true} {
			doc.Statements[0].NotResources = not
			e, err := eval.Compile(eval.Policies{Identity: []*iam.Document{doc}})
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]eval.Truth{"yes": eval.Yes, "no": eval.No, "maybe": eval.Maybe}[tt.want]
			if not {
				want = eval.Yes - want
			}
			r := eval.Request{Action: "a:b", Resource: tt.on, Context: evalContext(tt.context)}
			if got := e.Explain(&r)[0].Resource; got != want {
				t.Errorf("%s, not %v, names %s in %q: %v, want %v", tt.pattern, not, tt.on, tt.context, got, want)
			}
		}
	}
	old := &iam.Document{Statements: []iam.Statement{{Effect: "Allow", Actions: []string{"*"}, Resources: []string{"arn:aws:s3:::${aws:username}"}}}}
	e, _ := eval.Compile(eval.Policies{Identity: []*iam.Document{old}})
	for on, want := range map[string]eval.Effect{"arn:aws:s3:::ann": eval.ImplicitDeny, "arn:aws:s3:::${aws:username}": eval.Allowed} {
		if got := e.Evaluate(&eval.Request{Action: "a:b", Resource: on, Context: evalContext("aws:username=ann")}).Effect; got != want {
			t.Errorf("without a version, %s is %v", on, got)
		}
	}
}

// TestResourcesByParts holds patterns, in each of their compiled forms, against
// MatchResource, which has one form for all.
func TestResourcesByParts(t *testing.T) {
	t.Parallel()
	r := newRandom(5)
	join := func(parts ...string) string {
		text := "arn"
		for range 4 + r.IntN(3) {
			text += ":" + pick(r, parts)
		}
		return text
	}
	matched := 0
	for range 50_000 {
		pattern, on := join("a", "a", "*", "a*", "?", "*a", "", "a?*b", "b"), join("a", "a", "b", "ab", "", "abb", "é")
		with := strings.Replace(pattern, "b", "${k}", 1)
		want := iam.MatchResource(pattern, on)
		for _, p := range []string{pattern, with} {
			doc := &iam.Document{Version: "2012-10-17", Statements: []iam.Statement{{Effect: "Allow", Actions: []string{"*"}, Resources: []string{p}}}}
			e, err := eval.Compile(eval.Policies{Identity: []*iam.Document{doc}})
			if err != nil {
				t.Fatal(err)
			}
			request := eval.Request{Action: "a:b", Resource: on, Context: eval.Context{Values: map[string][]string{"k": {"b"}}}}
			if got := e.Evaluate(&request).Effect == eval.Allowed; got != want {
				t.Fatalf("%s names %s: %v, want %v", p, on, got, want)
			}
		}
		if want {
			matched++
		}
	}
	if matched < 400 {
		t.Errorf("only %d match", matched)
	}
}

// TestMoreContext holds that what is decided stays so whatever more is known,
// and that what is unknown is decided once its needs are known.
func TestMoreContext(t *testing.T) {
	t.Parallel()
	r := newRandom(11)
	counts := map[eval.Effect]int{}
	for range iamtest.Fewer(20_000) {
		docs := some(r, 2, []*iam.Document{r.document(), r.document(), r.document()})
		e, err := eval.Compile(eval.Policies{Identity: docs[:1], Boundary: docs[len(docs)-1]})
		if err != nil {
			t.Fatal(err)
		}
		whole := r.request(docs)
		part := whole
		part.Context = eval.Context{Values: map[string][]string{}}
		for key, values := range whole.Context.Values {
			if r.chance(30) {
				part.Context.Values[key] = values
			}
		}
		less, more := e.Evaluate(&part), e.Evaluate(&whole)
		counts[less.Effect]++
		if more.Effect == eval.Unknown {
			t.Fatalf("unknown with all of the context: %+v", whole)
		}
		if less.Effect != eval.Unknown {
			if (less.Effect == eval.Allowed) != (more.Effect == eval.Allowed) || len(less.Needs) > 0 {
				t.Fatalf("%v becomes %v: %+v", less.Effect, more.Effect, whole)
			}
			continue
		}
		if len(less.Needs) == 0 || !slices.IsSorted(less.Needs) {
			t.Fatalf("unknown, but needs %q: %+v", less.Needs, part)
		}
		for _, value := range []string{"", "a", "true", "2024-01-01", "arn:aws:s3:::b"} {
			given := part
			given.Context = eval.Context{Values: map[string][]string{}, Absent: less.Needs}
			for key, values := range part.Context.Values {
				given.Context.Values[key] = values
			}
			for _, key := range less.Needs {
				if value != "" {
					given.Context.Values[key] = []string{value}
				}
			}
			if got := e.Evaluate(&given); got.Effect == eval.Unknown {
				t.Fatalf("with %q it still needs %q: %+v", less.Needs, got.Needs, given)
			}
		}
	}
	t.Log(counts)
	for _, effect := range []eval.Effect{eval.Allowed, eval.ImplicitDeny, eval.Unknown} {
		if counts[effect] < iamtest.Fewer(1000) {
			t.Errorf("only %d are %v", counts[effect], effect)
		}
	}
}

// FuzzEvaluate holds that any document that compiles gives a decision, and one
// that is not changed by more context.
func FuzzEvaluate(f *testing.F) {
	f.Add([]byte(benchPolicy), "s3:GetObject", "arn:aws:s3:::amzn-s3-demo-logs/blue/x", "aws:PrincipalTag/team", "blue")
	f.Add([]byte(`{`+evalVersion+`, "Statement": {"Effect": "Deny", "NotAction": "a*:b?", "NotResource": ["arn:*:${k, 'd'}", "${"], "Condition": {"ForAllValues:ArnNotLikeIfExists": {"k": ["${k}", "a:b"]}}}}`), "aé:b", "arn:a:b", "K", "a:b:c:d:e:f")
	f.Add([]byte(`{"Statement": [{"Effect": "Allow", "Action": [], "Resource": [], "Condition": {"DateLessThan": {"k": [1e3, "-1.5", "2024-02-30"]}, "NumericEquals": {"k": "-0.0e-5"}, "IpAddress": {"k": "::/0"}, "BinaryEquals": {"k": "=="}}}]}`), "", "", "k", "1e999999")
	f.Fuzz(func(t *testing.T, src []byte, action, on, key, value string) {
		doc, err := iam.Parse(src)
		if err != nil {
			return
		}
		e, err := eval.Compile(eval.Policies{Identity: []*iam.Document{doc}, Boundary: doc})
		if err != nil {
			return
		}
		r := eval.Request{Action: action, Resource: on}
		before := e.Evaluate(&r)
		r.Context.Values = map[string][]string{key: {value}}
		some := e.Evaluate(&r)
		r.Context.Complete = true
		all := e.Evaluate(&r)
		for _, d := range []eval.Decision{before, some} {
			if d.Effect != eval.Unknown && (d.Effect == eval.Allowed) != (all.Effect == eval.Allowed) {
				t.Errorf("%v becomes %v", d.Effect, all.Effect)
			}
		}
		if all.Effect == eval.Unknown {
			t.Error("unknown with all of the context")
		}
		if got := len(e.Explain(&r)); got != 2*len(doc.Statements) {
			t.Errorf("%d reasons for %d statements", got, 2*len(doc.Statements))
		}
	})
}
