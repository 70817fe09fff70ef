package compare_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/internal/naive"
)

// What patterns of resources have in common, and what is left of them.
func TestComparePairsResources(t *testing.T) {
	t.Parallel()
	notOwn := strings.Replace(on("arn:aws:s3:::${aws:username}/*"), `"Resource"`, `"NotResource"`, 1)
	check(t, []pair{
		{on("arn:aws:s3:::a*"), on("arn:aws:s3:::a", "arn:aws:s3:::a?", "arn:aws:s3:::a??*"), compare.Same},
		{on("arn:aws:s3:::a*"), on("arn:aws:s3:::a", "arn:aws:s3:::a?", "arn:aws:s3:::a???*"), compare.Narrower},
		{on("arn:aws:s3:::*a", "arn:aws:s3:::*b"), on("arn:aws:s3:::*a", "arn:aws:s3:::*b", "arn:aws:s3:::x*ab"), compare.Same},
		{on("arn:aws:s3:::*a*"), on("arn:aws:s3:::a*", "arn:aws:s3:::?*a*"), compare.Same},
		{on("arn:aws:s3:::*a*"), on("arn:aws:s3:::a*", "arn:aws:s3:::??*a*"), compare.Narrower},
		{on("arn:aws:s3:::bx"), on("arn:aws:s3:::b?"), compare.Wider},
		{on("arn:aws:s3:::bx", "arn:aws:s3:::by"), on("arn:aws:s3:::b?"), compare.Wider},
		{on("arn:aws:s3:::bx", "arn:aws:s3:::by", "arn:aws:s3:::*z", "arn:aws:s3:::*w"), on("arn:aws:s3:::b?"), compare.Both},
		{on("arn:aws:s3:::b/x"), on("arn:aws:s3:::b/*") + "," + but("arn:aws:s3:::b/y"), compare.Wider},
		{on("arn:aws:s3:::b/*") + "," + but("arn:aws:s3:::b/?*"), on("arn:aws:s3:::b/"), compare.Same},
		{on("arn:aws:s3:::b/*") + "," + but("arn:aws:s3:::b/*"), on("arn:aws:s3:::b/*") + "," + but("*"), compare.Same},
		{on("arn:aws:s3:::b/*"), on("arn:aws:s3:::b/*") + "," + but("arn:aws:s3:::*/x"), compare.Narrower},
		{on("*"), on("arn:*"), compare.Narrower}, // requests on * itself
		{on("*"), on("arn:*", "arn:aws:s3:::*"), compare.Narrower},
		{on("arn:aws:s3*"), on("arn:aws:s3:::*", "arn:aws:s3:*"), compare.Narrower}, // s3express
		{on("arn:aws:sqs:*:*:q"), on("arn:aws:sqs:*:*:q", "arn:aws:sqs:us-east-1:1:q:a"), compare.Wider},
		{on("arn:aws:sqs:us-*:1:q"), on("arn:aws:sqs:*:1:q") + "," + but("arn:aws:sqs:eu-*:1:q"), compare.Wider},
		{on("arn:aws:sqs:*:1:q"), on("arn:*:sqs:*:1:q"), compare.Wider},
		{on("arn:*:sqs:*:1:q"), on("arn:aws:sqs:*:1:q", "arn:aws-cn:sqs:*:1:q", "arn:aws-us-gov:sqs:*:1:q"), compare.Narrower},
		{on("arn:aws:s3:::a${*}"), on("arn:aws:s3:::a*"), compare.Wider},
		{on("arn:aws:s3:::a${?}*"), on("arn:aws:s3:::a??*"), compare.Both},
		{strings.Replace(on("arn:aws:s3:::a"), `"Resource"`, `"NotResource"`, 1), read + "," + but("arn:aws:s3:::a"), compare.Same},
		{strings.Replace(on("arn:aws:s3:::a"), `"Resource"`, `"NotResource"`, 1), strings.Replace(on("arn:aws:s3:::a*"), `"Resource"`, `"NotResource"`, 1), compare.Narrower},
		{strings.Replace(on("*"), `"Resource"`, `"NotResource"`, 1), on(), compare.Same},
		{strings.Replace(but("arn:aws:s3:::a"), `"Resource"`, `"NotResource"`, 1) + "," + read, on("arn:aws:s3:::a"), compare.Same},
		{strings.Replace(on("arn:aws:s3:::${aws:username}", "arn:aws:s3:::x"), `"Resource"`, `"NotResource"`, 1), read + "," + but("arn:aws:s3:::x"), compare.Wider},
		{notOwn, notOwn + "," + but("arn:aws:s3:::${aws:username}/x"), compare.Same},
		{notOwn, notOwn + "," + but("arn:aws:s3:::${aws:username}*"), compare.Narrower},
	})
}

// Policy variables in resources.
func TestComparePairsVariables(t *testing.T) {
	t.Parallel()
	const own = "arn:aws:s3:::b/${aws:username}"
	ann := statement("Allow", "s3:GetObject", "arn:aws:s3:::b/ann", "StringEquals", "aws:username", "ann", "bob") + "," + statement("Deny", "s3:GetObject", "arn:aws:s3:::c", "StringEquals", "aws:username", "bob")
	check(t, []pair{
		{on(own), on("arn:aws:s3:::b/*"), compare.Wider},
		{on("arn:aws:s3:::b${t:a, ''}"), on("arn:aws:s3:::b"), compare.Both},
		{on("arn:aws:s3:::b${t:a, ''}"), on("arn:aws:s3:::b*"), compare.Wider},
		{on("arn:aws:s3:::b${t:a, ''}c"), on("arn:aws:s3:::bc", "arn:aws:s3:::b?c"), compare.Both},
		{on(own), on("arn:aws:s3:::b/?*"), compare.Wider},
		{on(own), on(own, "arn:aws:s3:::b/${aws:username}/x"), compare.Wider},
		{on(own + "/*"), on(own+"/x", own+"/*"), compare.Same},
		{on(own + "/*"), on(own + "/x"), compare.Narrower},
		{on(own + "/*"), on("arn:aws:s3:::b/*/*") + "," + but(own+"/*"), compare.Both},
		{on("arn:aws:s3:::b/*") + "," + but(own), on("arn:aws:s3:::b/*"), compare.Wider},
		{on("arn:aws:s3:::b/*") + "," + but(own), on("arn:aws:s3:::b/*") + "," + but(own, own+"x"), compare.Narrower},
		{ann, ann + "," + strings.Replace(but(own), `"Resource"`, `"NotResource"`, 1), compare.Narrower}, // what bob may
		{on(own) + "," + but("arn:aws:s3:::b/*"), `{"Effect":"Deny","Action":"*","Resource":"*"}`, compare.Same},
		{on("arn:aws:s3:::c/*") + "," + but(own), on("arn:aws:s3:::c/*"), compare.Same},
		{on("arn:aws:s3:::${aws:username}/${aws:userid}"), on("arn:aws:s3:::a/b"), compare.Both},
		{on("arn:aws:s3:::${aws:username}/${aws:username}"), on("arn:aws:s3:::a/b"), compare.Both},
		{on("arn:aws:s3:::${aws:username}-${*}"), on("arn:aws:s3:::a-*"), compare.Both},
		{on("arn:aws:s3:::*-${aws:username}"), on("arn:aws:s3:::x-a"), compare.Both},
		{on("arn:aws:s3:::?${aws:username}*"), on("arn:aws:s3:::*"), compare.Wider},
		{on("arn:aws:s3:::*") + "," + but("arn:aws:s3:::?${aws:username}"), on("arn:aws:s3:::*") + "," + but("arn:aws:s3:::${aws:username}"), compare.Both},
		{on("arn:aws:${t:a}:::b"), on("arn:aws:s3:::b"), compare.Both},
		{on(own), on(own) + "," + but("arn:aws:s3:::b/ann"), compare.Narrower},
		{on(own + "/${aws:username}"), on(own+"/${aws:username}") + "," + but("arn:aws:s3:::b/ann/ann"), compare.Narrower},
		{on(own + "/${aws:userid}"), on(own+"/${aws:userid}") + "," + but("arn:aws:s3:::b/ann/7"), compare.Narrower},
		{on("arn:aws:s3:::?${aws:username}.*"), on("arn:aws:s3:::?${aws:username}.*") + "," + but("arn:aws:s3:::aann.x"), compare.Narrower},
		{on("arn:aws:s3:::${*}${?}${$}${aws:username}"), on("arn:aws:s3:::${*}${?}${$}${aws:username}") + "," + but("arn:aws:s3:::${*}${?}$ann"), compare.Narrower},
		{on("arn:aws:s3:::a.b${t:a, 'x'}"), on("arn:aws:s3:::a.b${t:a, 'x'}") + "," + but("arn:aws:s3:::a.bann"), compare.Narrower},
		{on("arn:aws:${t:a}:*:*:${T:b}"), on("arn:aws:${t:a}:*:*:${T:b}") + "," + but("arn:aws:s3:::b"), compare.Narrower},
		{
			statement("Allow", "s3:GetObject", own, "StringEquals", "aws:username", "ann"),
			statement("Allow", "s3:GetObject", "arn:aws:s3:::b/bob", "StringEquals", "aws:username", "ann"), compare.Both,
		},
		{
			statement("Allow", "s3:GetObject", own, "StringEquals", "aws:username", "ann"),
			statement("Allow", "s3:GetObject", "arn:aws:s3:::b/*", "StringEquals", "aws:username", "ann"), compare.Wider,
		},
		{
			statement("Allow", "s3:GetObject", own, "Null", "aws:username", "false"),
			statement("Allow", "s3:GetObject", own, "StringLike", "aws:username", "a*"), compare.Narrower,
		},
		{when("StringEquals", "t:a", "${aws:username}"), when("StringEquals", "t:a", "${aws:username}", "x"), compare.Wider},
		{when("StringEquals", "t:a", "${aws:username}"), when("StringEquals", "t:a", "${t:b}"), compare.Both},
		{when("StringNotEquals", "t:a", "${aws:username}"), when("StringNotEquals", "t:a", "x"), compare.Both},
		{when("StringNotEquals", "t:a", "${aws:username}"), read, compare.Wider},
		{when("ArnLike", "aws:SourceArn", "arn:aws:s3:::${aws:username}"), when("ArnLike", "aws:SourceArn", "arn:aws:s3:::*"), compare.Wider},
		{when("ForAnyValue:StringEquals", "aws:TagKeys", "${aws:username}"), when("ForAnyValue:StringEquals", "aws:TagKeys", "a"), compare.Both},
		{when("ForAllValues:StringEquals", "aws:TagKeys", "${aws:username}", "a"), when("ForAllValues:StringEquals", "aws:TagKeys", "a"), compare.Narrower},
		{when("Bool", "t:a", "${t:b}"), when("Bool", "t:a", "true"), compare.Both},
		{when("Bool", "t:a", "T${t:b}"), when("Bool", "t:a", "true"), compare.Both},
		{when("StringEqualsIgnoreCase", "t:a", "T${t:b}"), when("StringEquals", "t:a", "tx"), compare.Both},
		{when("StringEquals", "t:a", "${aws:username}/${aws:userid}"), when("StringEquals", "t:a", "x"), compare.Both},
		{ // that own is more is not shown, but that there is less is
			statement("Allow", "s3:GetObject", own, "StringEquals", "aws:username", "ann") + "," + statement("Allow", "s3:GetObject", "arn:aws:s3:::b/ann", "StringEquals", "aws:username", "ann") + "," + on("arn:aws:s3:::c"),
			statement("Allow", "s3:GetObject", "arn:aws:s3:::b/ann", "StringEquals", "aws:username", "ann"), compare.Narrower,
		},
	})
}

// Older versions of the language take ${ for text.
func TestComparePairsOldLanguage(t *testing.T) {
	t.Parallel()
	with := func(version, st string) *iam.Document {
		return mustParse(t, `{"Version":"`+version+`","Statement":[`+st+`]}`)
	}
	for _, st := range []string{on("arn:aws:s3:::${aws:username}"), when("StringEquals", "t:a", "${t:b}"), when("StringLike", "t:a", "${*}"), when("ArnLike", "t:a", "arn:aws:s3:::${t:b}*")} {
		old, new := with("2008-10-17", st), with("2012-10-17", st)
		c, err := compare.Compare(naive.Only(old), naive.Only(new))
		if err != nil || c.Verdict() != compare.Both {
			t.Errorf("%s is %s in the other language: %v, %v", st, c.Verdict(), c.Reasons, err)
		}
		if problem := witnessed(old, new, c.Gained) + witnessed(new, old, c.Lost); problem != "" {
			t.Error(problem)
		}
	}
	for _, sts := range [][2]string{
		{when("StringLike", "t:a", "${*}"), when("StringEquals", "t:a", "*")},
		{when("ArnLike", "t:a", "arn:aws:s3:::${t:b}*"), when("ArnLike", "t:a", "arn:aws:s3:::x")},
		{on("arn:aws:s3:::${*}"), on("arn:aws:s3:::x")},
	} {
		c, err := compare.Compare(naive.Only(with("2008-10-17", sts[0])), naive.Only(with("2008-10-17", sts[1])))
		if err != nil || c.Verdict() != compare.Both {
			t.Errorf("%s is %s: %v, %v", sts, c.Verdict(), c.Reasons, err)
		}
	}
	plain := on("arn:aws:s3:::a*")
	if c, err := compare.Compare(naive.Only(with("2008-10-17", plain)), naive.Only(with("2012-10-17", plain))); err != nil || c.Verdict() != compare.Same {
		t.Errorf("a text without variables is %s in the other language: %v", c.Verdict(), err)
	}
}

// Groups of actions, those that AWS does not have among them.
func TestComparePairsActions(t *testing.T) {
	t.Parallel()
	allow := func(actions ...string) string {
		return `{"Effect":"Allow","Action":[` + quoted(actions) + `],"Resource":"*"}`
	}
	not := func(st string) string { return strings.Replace(st, `"Action"`, `"NotAction"`, 1) }
	deny := func(st string) string { return strings.Replace(st, "Allow", "Deny", 1) }
	check(t, []pair{
		{allow("s3:GetObject"), allow("s3:getobject"), compare.Same},
		{allow("s3:Get*"), allow("s3:Get*", "s3:GetObject"), compare.Same},
		{allow("s3:Get*"), allow("s3:Get?*", "s3:Get"), compare.Same},
		{allow("s3:Get*"), allow("s3:Get?*"), compare.Narrower},
		{allow("s3:*"), allow("s3:*Object", "s3:Get*"), compare.Narrower},
		{allow("*"), not(allow("s3:GetObject")), compare.Narrower},
		{not(allow("s3:GetObject")), allow("*") + "," + deny(allow("s3:GetObject")), compare.Same},
		{allow("s3:*"), allow("s3:*") + "," + deny(not(allow("s3:*"))), compare.Same},
		{allow("*"), allow("*") + "," + deny(not(allow("s3:*"))), compare.Narrower},
		{not(allow("s3:*")), not(allow("s3:*", "s3:GetObject")), compare.Same},
		{not(allow("s3:*")), not(allow("ec2:*")), compare.Both},
		{allow("zz:New"), allow("zz:new"), compare.Same},
		{allow("zz:New"), allow("zz:Newer"), compare.Both},
		{allow("s3:GetObject", "s3:PutObject"), allow("s3:GetObject") + "," + allow("s3:PutObject"), compare.Same},
		{allow("*"), allow("*:*"), compare.Same},
		{allow("zz:x"), allow("zz:*"), compare.Wider}, // x is what stands for any other name first
	})
}

// TestComparePairsChanges: a change names the actions of AWS that it is
// about, as AWS writes them.
func TestComparePairsChanges(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		old, new string
		want     []string
	}{
		{`"s3:listbucket"`, `"s3:listbucket","s3:getobject"`, []string{"s3:GetObject"}},
		{`"zz:new"`, `"zz:new","zz:newer"`, nil},
		{`"zz:new"`, `"zz:new","sqs:SendMessage","s3:GetObject","ec2:RunInstances","kms:Decrypt"`, []string{"ec2:RunInstances", "kms:Decrypt", "s3:GetObject", "sqs:SendMessage"}},
		{`"sqs:ReceiveMessage"`, `"sqs:*Message"`, []string{"sqs:DeleteMessage", "sqs:SendMessage"}},
	} {
		st := func(actions string) *iam.Document {
			return mustParse(t, `{"Effect":"Allow","Action":[`+actions+`],"Resource":"*"}`)
		}
		c, err := compare.Compare(naive.Only(st(tt.old)), naive.Only(st(tt.new)))
		if err != nil || !slices.Equal(actionsOf(c.Gained), tt.want) || c.Verdict() != compare.Wider {
			t.Errorf("gained %q, want %q: %s, %v", actionsOf(c.Gained), tt.want, c.Verdict(), err)
		}
		for _, ch := range c.Gained {
			if w := ch.Witness; !slices.IsSorted(ch.Actions) || !w.Context.Complete || w.Principal != "" || len(ch.Actions) > 0 && !slices.Contains(ch.Actions, w.Action) {
				t.Errorf("the witness %+v", w)
			}
		}
	}
}

// The same statements in another order take no step.
func TestComparePairsAlike(t *testing.T) {
	t.Parallel()
	a, b := on("arn:aws:s3:::a"), when("StringEquals", "t:a", "x")
	if c, err := compare.Compare(naive.Only(mustParse(t, a+","+b)), naive.Only(mustParse(t, b+","+a+","+b))); err != nil || c.Steps() > 0 || c.Verdict() != compare.Same {
		t.Errorf("%s in %d steps: %v", c.Verdict(), c.Steps(), err)
	}
}

// TestComparePairsEach: there is a change for each statement that gives or takes
// something, though an earlier one does the same for the likeliest request; and
// one only.
func TestComparePairsEach(t *testing.T) {
	t.Parallel()
	two := func(st func(...string) string) string {
		return st("arn:aws:s3:*:*:accesspoint/*") + "," + st("arn:aws:s3:*")
	}
	c, err := compare.Compare(naive.Only(mustParse(t, two(on))), naive.Only(mustParse(t, but())))
	if err != nil || len(c.Lost) != 2 {
		t.Errorf("%d changes by two statements that allow: %v", len(c.Lost), err)
	}
	if c, err = compare.Compare(naive.Only(mustParse(t, read)), naive.Only(mustParse(t, read+","+two(but)))); err != nil || len(c.Lost) != 2 {
		t.Errorf("%d changes by two statements that deny: %v", len(c.Lost), err)
	}
	one := on("arn:aws:s3:::a/${t:a}", "arn:aws:s3:::b/${t:a}")
	if c, err = compare.Compare(naive.Only(mustParse(t, one)), naive.Only(mustParse(t, but()))); err != nil || len(c.Lost) != 1 {
		t.Errorf("%d changes by one statement that allows: %v", len(c.Lost), err)
	}
}

// A witness is a request that might be made.
func TestComparePairsWitness(t *testing.T) {
	t.Parallel()
	const accessPoint = "arn:aws:s3:us-east-1:123456789012:accesspoint/example/object/example" // of which AWS's reference speaks first
	for _, tt := range []struct{ old, resource, key, value string }{
		{read, accessPoint, "", ""},
		{when("Bool", "aws:SecureTransport", "true", "false"), accessPoint, "aws:SecureTransport", "true"},
		{when("Bool", "aws:SecureTransport", "false"), accessPoint, "aws:SecureTransport", "false"},
		{when("StringNotEquals", "aws:username", "ann") + "," + unless("Null", "aws:username", "true"), accessPoint, "aws:username", "example"},
		{read + "," + unless("Bool", "aws:SecureTransport", "true") + "," + unless("Null", "aws:SecureTransport", "true"), accessPoint, "aws:SecureTransport", "false"},
		{on("arn:aws:s3:::b/*"), "arn:aws:s3:::b/example", "", ""},
	} {
		c, err := compare.Compare(naive.Only(mustParse(t, tt.old)), naive.Only(mustParse(t, but())))
		if err != nil || len(c.Lost) != 1 {
			t.Fatalf("%s: %v, %v", tt.old, c, err)
		}
		if w := c.Lost[0].Witness; w.Resource != tt.resource || strings.Join(w.Context.Values[tt.key], ",") != tt.value {
			t.Errorf("%s: %+v", tt.old, w)
		}
	}
}

// rolePolicies are policies of each kind, with the statements as text, or "".
func rolePolicies(t *testing.T, identity, boundary, resource, trust string) eval.Policies {
	var p eval.Policies
	if identity != "" {
		p.Identity = []*iam.Document{mustParse(t, identity)}
	}
	for text, to := range map[*string]**iam.Document{&boundary: &p.Boundary, &resource: &p.Resource, &trust: &p.Trust} {
		if *text != "" {
			*to = mustParse(t, *text)
		}
	}
	return p
}

// Policies of several kinds allow together, each in its way, as the caller is
// named.
func TestComparePairsKinds(t *testing.T) {
	t.Parallel()
	by := func(principal string) string {
		return `{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Principal":` + principal + `}`
	}
	assume := func(principal string) string {
		return `{"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + principal + `}`
	}
	deny := func(st string) string { return strings.Replace(st, "Allow", "Deny", 1) }
	not := func(st string) string { return strings.Replace(st, `"Principal"`, `"NotPrincipal"`, 1) }
	const (
		account = `{"AWS":"123456789012"}`
		role    = `{"AWS":"arn:aws:iam::123456789012:role/path/a"}`
		session = `{"AWS":"arn:aws:sts::123456789012:assumed-role/a/s"}`
		user    = `{"AWS":"arn:aws:iam::123456789012:user/u"}`
		service = `{"Service":"ec2.amazonaws.com"}`
		self    = `{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}`
		nothing = `{"Effect":"Deny","Action":"*","Resource":"*"}`
		write   = `{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}`
	)
	own := on("arn:aws:s3:::${aws:username}/*")
	notOwn := strings.Replace(own, `"Resource"`, `"NotResource"`, 1)
	type kinds = [4]string
	reverse := map[compare.Verdict]compare.Verdict{compare.Wider: compare.Narrower, compare.Narrower: compare.Wider}
	for _, tt := range []struct {
		name     string
		old, new kinds
		want     compare.Verdict
	}{
		{"an account for its root", kinds{2: by(account)}, kinds{2: by(`{"AWS":"arn:aws:iam::123456789012:root"}`)}, compare.Same},
		{"a role and its account", kinds{2: by(account)}, kinds{2: by(account) + "," + by(role)}, compare.Same},
		{"a role for its account", kinds{2: by(account)}, kinds{2: by(role)}, compare.Narrower},
		{"a session for its role", kinds{2: by(role)}, kinds{2: by(session)}, compare.Narrower},
		{"a session and its role", kinds{2: by(role)}, kinds{2: by(role) + "," + by(session)}, compare.Same},
		{"a session of a role elsewhere", kinds{2: by(role)}, kinds{2: by(role) + "," + by(strings.Replace(session, "1234", "4321", 1))}, compare.Wider},
		{"a session of another role", kinds{2: by(role)}, kinds{2: by(role) + "," + by(strings.Replace(session, "/a/", "/b/", 1))}, compare.Wider},
		{"a role of another partition", kinds{2: by(role)}, kinds{2: by(strings.Replace(role, ":aws:", ":aws-cn:", 1))}, compare.Both},
		{"a user", kinds{2: by(user)}, kinds{2: by(account)}, compare.Wider},
		{"two accounts", kinds{2: by(account)}, kinds{2: by(`{"AWS":["123456789012","210987654321"]}`)}, compare.Wider},
		{"a service more", kinds{2: by(service)}, kinds{2: by(`{"Service":["ec2.amazonaws.com","emr.amazonaws.com"]}`)}, compare.Wider},
		{"a service for everyone", kinds{2: by(`"*"`)}, kinds{2: by(service)}, compare.Narrower},
		{"everyone of AWS", kinds{2: by(`{"AWS":"*"}`)}, kinds{2: by(`"*"`)}, compare.Same},
		{"a provider", kinds{3: assume(`{"Federated":"example.org"}`)}, kinds{3: assume(`{"Federated":"example.net"}`)}, compare.Both},
		{"a canonical user", kinds{2: by(`{"CanonicalUser":"79a5"}`)}, kinds{2: by(`{"CanonicalUser":["79a5","79a6"]}`)}, compare.Wider},
		{"a denial of all but a role", kinds{2: by(`"*"`)}, kinds{2: by(`"*"`) + "," + deny(not(by(role)))}, compare.Narrower},
		{"the sessions of two roles of one name", kinds{2: by(role)}, kinds{2: by(role) + "," + deny(by(strings.Replace(role, "path", "other", 1)))}, compare.Narrower},
		{"a denial of all but two", kinds{2: by(`"*"`) + "," + deny(not(by(user)))}, kinds{2: by(`"*"`) + "," + deny(not(by(`{"AWS":["arn:aws:iam::123456789012:user/u","arn:aws:iam::123456789012:user/v"]}`)))}, compare.Wider},
		{"a denial of a service", kinds{2: by(`"*"`)}, kinds{2: by(`"*"`) + "," + deny(by(service))}, compare.Narrower},
		{"a denial of a role that is not named", kinds{2: by(service)}, kinds{2: by(service) + "," + deny(by(role))}, compare.Same},

		{"a boundary of other actions", kinds{read, write}, kinds{nothing, write}, compare.Same},
		{"a boundary as its policy", kinds{read, read}, kinds{read, `{"Effect":"Allow","Action":"*","Resource":"*"}`}, compare.Same},
		{"no boundary", kinds{read, read}, kinds{read}, compare.Same},
		{"a boundary more", kinds{read}, kinds{read, write}, compare.Narrower},
		{"a boundary for all but what the identity may", kinds{own, notOwn}, kinds{own, nothing}, compare.Same},
		{"a boundary that denies", kinds{read, read}, kinds{read, read + "," + nothing}, compare.Narrower},

		{"a boundary, with which a denial of all but a user is one of the user, too", kinds{1: read, 2: by(`"*"`) + "," + deny(not(by(user)))}, kinds{2: by(`"*"`) + "," + deny(not(by(user)))}, compare.Wider},
		{"a role without a path and one of its sessions", kinds{2: by(`{"AWS":"arn:aws:iam::123456789012:role/a"}`)}, kinds{2: by(`{"AWS":"arn:aws:iam::123456789012:role/a"}`) + "," + deny(by(role))}, compare.Narrower},

		{"a resource's policy beside an identity's", kinds{0: read, 2: by(service)}, kinds{0: nothing, 2: by(service)}, compare.Narrower},
		{"an account that the identity's policy must follow", kinds{0: write, 2: by(account)}, kinds{0: write, 2: by(role)}, compare.Both},
		{"a role that a boundary bounds", kinds{0: write, 1: write, 2: by(role)}, kinds{0: write, 1: read, 2: by(role)}, compare.Both},
		{"a session that no boundary bounds", kinds{0: write, 1: write, 2: by(session)}, kinds{0: write, 1: nothing + "," + write, 2: by(session)}, compare.Narrower},
		{"a trust and what the identity may", kinds{0: self, 3: assume(account)}, kinds{0: read, 3: assume(account)}, compare.Narrower},
		{"a trust that is enough", kinds{0: write, 3: assume(role)}, kinds{0: write, 3: assume(session)}, compare.Narrower},
		{"a trust for an identity without any", kinds{0: write, 3: assume(account)}, kinds{0: write, 3: assume(role)}, compare.Both},
		{"a trust and a boundary", kinds{0: self, 1: self, 3: assume(account)}, kinds{0: self, 1: write, 3: assume(account)}, compare.Narrower},
		{"a role's trust and a boundary", kinds{0: self, 1: self, 3: assume(role)}, kinds{0: self, 1: write, 3: assume(role)}, compare.Narrower},
	} {
		old, new := rolePolicies(t, tt.old[0], tt.old[1], tt.old[2], tt.old[3]), rolePolicies(t, tt.new[0], tt.new[1], tt.new[2], tt.new[3])
		for range 2 {
			c, err := compare.Compare(old, new)
			if err != nil {
				t.Fatal(err)
			}
			if c.Verdict() != tt.want {
				t.Errorf("%s is %s, not %s: gained %+v, lost %+v, %v", tt.name, c.Verdict(), tt.want, c.Gained, c.Lost, c.Reasons)
			}
			for _, ch := range append(c.Gained, c.Lost...) {
				if a, b := naive.Effect(old, &ch.Witness), naive.Effect(new, &ch.Witness); a != ch.Old.Effect || b != ch.New.Effect {
					t.Errorf("%s: the witness %+v is %s and %s", tt.name, ch.Witness, a, b)
				}
			}
			old, new = new, old
			if back, ok := reverse[tt.want]; ok {
				tt.want = back
			}
		}
	}
}
