package compile

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestTrustSids: the pasted statements of a trust that have no Sid are numbered
// over the whole trust, and never get a Sid that another one has.
func TestTrustSids(t *testing.T) {
	t.Parallel()
	const (
		assume  = `{Effect: Allow, Principal: {AWS: "arn:aws:iam::123456789012:role/nodes"}, Action: "sts:AssumeRole"}`
		tag     = `{Effect: Allow, Principal: {AWS: "arn:aws:iam::123456789012:role/nodes"}, Action: "sts:TagSession"}`
		service = `{service: ec2}`
	)
	for _, tt := range []struct{ trust, want string }{
		{assume, "Trust1"},
		{"[" + assume + "," + tag + "]", "Trust1 Trust2"},
		{"[" + service + "," + assume + "," + tag + "]", "AssumedByService Trust1 Trust2"},
		{"[" + assume + "," + service + "," + tag + "]", "Trust1 AssumedByService Trust2"},
		{"[" + assume + "," + strings.Replace(tag, "{", "{Sid: Trust1, ", 1) + "]", "Trust2 Trust1"},
		{"[" + strings.Replace(assume, "{", "{Sid: Trust2, ", 1) + "," + tag + "]", "Trust2 Trust3"},
		{"{Statement: [" + assume + "," + tag + "]}", "Trust1 Trust2"},
		{"{Version: \"2012-10-17\", Statement: [&a " + assume + ", *a]}", "Trust1 Trust2"},
	} {
		s, l := Load("t.yaml", []byte("version: 1\nname: t\nroles: {Step: {kind: other, roleName: step, trust: "+tt.trust+", policies: {Data: [{Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\"}]}}}\n"), fstest.MapFS{})
		if s == nil {
			var b strings.Builder
			_ = l.Print(&b, false, true)
			t.Errorf("%s: %s", tt.trust, b.String())
			continue
		}
		var got []string
		for _, st := range s.Roles[0].Trust.Statements {
			got = append(got, st.Sid)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: Sids %q, want %q", tt.trust, got, tt.want)
		}
	}
}
