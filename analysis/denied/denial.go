package denied

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// Cause is the kind of policy, or of mistake, that denied a request.
type Cause string

// The causes. A message without a reason has Unknown.
const (
	Unknown     Cause = "unknown"
	Identity    Cause = "identity"        // a policy of the principal
	Boundary    Cause = "boundary"        // its permissions boundary
	Session     Cause = "session"         // the session policy
	SCP         Cause = "scp"             // a service control policy
	RCP         Cause = "rcp"             // a resource control policy
	Endpoint    Cause = "endpoint"        // the policy of a VPC endpoint
	Resource    Cause = "resource"        // the policy of a bucket, key or other resource
	Trust       Cause = "trust"           // the trust policy of a role
	Profile     Cause = "profile"         // an instance profile that is missing or has no role
	Linked      Cause = "linked-role"     // a service-linked role that does not exist
	Lake        Cause = "lake-formation"  // permissions of Lake Formation
	Cluster     Cause = "cluster"         // how the cluster is configured, and no policy
	Credentials Cause = "credentials"     // of the caller, which are missing or not valid
	Tag         Cause = "tag"             // a resource lacks a tag that a statement asks for
	Deployed    Cause = "not-as-deployed" // the spec allows it, so what is deployed is something else
)

// Denial is a request that was denied, as far as a message or an event says.
type Denial struct {
	Form      string              `json:"form"`                // the name of a Form
	Principal string              `json:"principal,omitempty"` // as written, e.g., the ARN of a session
	Action    string              `json:"action,omitempty"`
	Resource  string              `json:"resource,omitempty"` // as written; "" if the message has none
	Cause     Cause               `json:"cause"`              // as the message says
	Explicit  bool                `json:"explicit,omitempty"` // a statement denies it
	Policy    string              `json:"policy,omitempty"`   // the ARN of the policy that the message names
	Role      string              `json:"role,omitempty"`     // name or ARN of a role or profile that the message is about
	Kind      spec.Kind           `json:"kind,omitempty"`     // of that role, if the message says only what it is for
	Operation string              `json:"operation,omitempty"`
	Context   map[string][]string `json:"context,omitempty"`
	Encoded   bool                `json:"encoded,omitempty"` // it comes with an encoded message
	Text      string              `json:"text"`              // an excerpt
	File      string              `json:"file,omitempty"`
	Line      int                 `json:"line,omitempty"`
	Count     int                 `json:"count"` // of the same in all input
}

// key tells distinct denials apart: sessions and resources of one run do not.
func (d *Denial) key() string {
	resource, _ := generalized(d.Resource)
	return strings.Join([]string{d.Form, principalName(d.Principal), strings.ToLower(d.Action), resource, string(d.Cause), d.Role, string(d.Kind), d.Policy}, "\x00")
}

// principalName is the role or user of a principal, without its session.
func principalName(principal string) string {
	if name, _, ok := sessionOf(principal); ok {
		return "assumed-role/" + name
	}
	return principal
}

// sessionOf returns the name of a role and of its session in the ARN of a session.
func sessionOf(principal string) (role, session string, ok bool) {
	_, rest, ok := strings.Cut(principal, "assumed-role/")
	if !ok {
		return "", "", false
	}
	role, session, _ = strings.Cut(rest, "/")
	return role, session, true
}

// roleOf returns the name of a role in its ARN, or a name alone.
func roleOf(text string) string {
	for _, mark := range []string{":role/", ":instance-profile/"} {
		if _, rest, ok := strings.Cut(text, mark); ok {
			return rest[strings.LastIndexByte(rest, '/')+1:]
		}
	}
	if strings.Contains(text, ":") {
		return ""
	}
	return text[strings.LastIndexByte(text, '/')+1:]
}

// blanked reports whether whoever pasted a text has hidden it: XXX, ***, <account>.
func blanked(text string) bool {
	if text == "" {
		return true
	}
	if strings.ContainsAny(text, "<>[]{}()…") || strings.Contains(text, "***") {
		return true
	}
	low := strings.ToLower(text)
	if slices.Contains([]string{"redacted", "removed", "account", "accountid", "account-id", "account_id", "region", "hidden", "snip", "secret", "my-account", "myaccount", "masked"}, low) {
		return true
	}
	return len(low) > 1 && strings.Trim(low, "x*#.-_?") == ""
}

// accountOf is the account in an ARN, or "" if it has none or it is hidden.
func accountOf(text string) string {
	arn, err := iam.ParseARN(text)
	if err != nil || len(arn.Account) != 12 || strings.Trim(arn.Account, "0123456789") != "" {
		return ""
	}
	return arn.Account
}
