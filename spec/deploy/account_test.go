package deploy_test

import (
	"slices"
	"testing"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec/deploy"
)

// TestAccounts: for each combination of patterns of accounts there is an account that
// they match, beside the one of the place, and those that texts name are known, except
// for those that only tests name.
func TestAccounts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		texts    string
		patterns []string
		kinds    int // beside that of the place
	}{
		{`"arn:aws:sqs:*:*:q"`, []string{"*"}, 0},
		{`"arn:aws:sqs:*:1*:q"`, []string{"1*"}, 1},
		{`"arn:aws:sqs:*:9*:q"`, []string{"9*"}, 1},
		{`"arn:aws:sqs:*:12345678901?:q"`, []string{"12345678901?"}, 1},
		{`"arn:aws:sqs:*:44445555666?:q"`, []string{"44445555666?"}, 1},
		{`"arn:aws:sqs:*:44*:q", "arn:aws:sqs:*:*77:q"`, []string{"44*", "*77"}, 3},
		{`"arn:aws:sqs:*:4*5*:q"`, []string{"4*5*"}, 1},
		{`"arn:aws:sqs:*:*5*:q", "arn:aws:sqs:*:9*:q", "arn:aws:sqs:*:*77:q"`, []string{"*5*", "9*", "*77"}, 7},
		{`"arn:aws:sqs:*:44445555666:q*"`, nil, 0},
		{`"arn:aws:s3:::e-${AWS::AccountId}/*", "arn:aws:s3:::e-2*"`, []string{"2*"}, 1},
		{`"arn:aws:s3:::${AWS::AccountId}-e/*", "arn:aws:s3:::*77-e/*"`, []string{"*77"}, 1},
		{`"arn:aws:s3:::e-${AWS::AccountId}/*", "arn:aws:s3:::f-2*", "arn:aws:s3:::g2024*"`, nil, 0},
	} {
		s := load(t, "version: 1\nname: acme\n"+role+"        - {Sid: A, Effect: Allow, Action: \"sqs:SendMessage\", Resource: ["+tt.texts+"]}\n")
		space := deploy.New(s)
		kind := func(account string) string {
			out := ""
			for _, p := range tt.patterns {
				if glob.Match(p, account) {
					out += p + " "
				}
			}
			return out
		}
		var kinds []string
		accounts, err := space.Accounts()
		for _, account := range accounts {
			if k := kind(account); k == kind(space.Account()) || slices.Contains(kinds, k) || len(account) != 12 {
				t.Errorf("%s: %s is no account of its own kind", tt.texts, account)
			} else {
				kinds = append(kinds, k)
			}
		}
		if len(kinds) != tt.kinds || err != nil {
			t.Errorf("%s: %q for %q, want %d; %v", tt.texts, accounts, space.Account(), tt.kinds, err)
		}
	}
	s := load(t, "version: 1\nname: acme\n"+role+`        - {Sid: A, Effect: Allow, Action: "sqs:SendMessage", Resource: ["arn:aws:sqs:*:444455556666:q", "arn:aws:s3:::data-666677778888/*"], Condition: {StringEquals: {"aws:PrincipalAccount": ["555566667777", "${AWS::AccountId}"]}}}
tests:
  - {name: t, role: Job, cannot: "sqs:SendMessage", resources: "arn:aws:sqs:us-east-1:111122223333:q"}
`)
	if got, want := deploy.New(s).NamedAccounts(), []string{"444455556666", "555566667777", "666677778888"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
