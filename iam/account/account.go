package account

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
)

// Account is the IAM configuration of an account, as GetAccountAuthorizationDetails
// exports it. The export is not complete: for a role, it lacks the description and the
// maximum session duration.
//
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
type Account struct {
	Roles    []Role
	Policies []Policy // customer managed, and those of AWS that are attached
	Users    []User
	Groups   []Group

	// Partial reports that the export is cut off: its last page is missing.
	Partial bool
}

// Role is a role of an Account.
type Role struct {
	Name     string // e.g., "EMR_DefaultRole"
	Path     string // e.g., "/"
	ARN      string
	Trust    Document
	Inline   []Document
	Attached []string // ARNs of managed policies
	Boundary string   // ARN of the permissions boundary, or ""
	Tags     []Tag
	Profiles []Profile // instance profiles that contain the role
}

// Profile is an instance profile.
type Profile struct{ Name, Path, ARN string }

// Tag is a tag of a role or user.
type Tag struct{ Key, Value string }

// Policy is a managed policy of an Account.
type Policy struct {
	Name     string
	Path     string
	ARN      string
	Version  string   // the default version, e.g., "v3"
	Document Document // of that version
}

// User is a user of an Account.
type User struct {
	Name, Path, ARN string
	Inline          []Document
	Attached        []string
	Boundary        string
	Groups          []string // names
	Tags            []Tag
}

// Group is a group of an Account.
type Group struct {
	Name, Path, ARN string
	Inline          []Document
	Attached        []string
}

// Document is a policy document of an Account. Parse parses it, so that an invalid
// document does not affect others.
type Document struct {
	Name string          // of an inline policy; "" for others
	Text json.RawMessage // a JSON object as the AWS CLI prints it, or a URL-encoded string as the API does
}

// Parse parses the document.
func (d Document) Parse() (*iam.Document, error) {
	text, err := d.JSON()
	if err != nil {
		return nil, err
	}
	return iam.Parse(text)
}

// JSON is the document as JSON text.
func (d Document) JSON() ([]byte, error) {
	if len(d.Text) == 0 {
		return nil, errors.New("policy document: it is missing")
	}
	if d.Text[0] != '"' {
		return d.Text, nil
	}
	var s string
	if err := json.Unmarshal(d.Text, &s); err != nil {
		return nil, fmt.Errorf("policy document: %w", err)
	}
	if strings.HasPrefix(strings.TrimSpace(s), "{") {
		return []byte(s), nil
	}
	s, err := url.PathUnescape(s) // RFC 3986: "+" is a plus
	if err != nil {
		return nil, fmt.Errorf("policy document: %w", err)
	}
	return []byte(s), nil
}

// ID returns the partition and the account of the ARNs of a, or "".
func (a *Account) ID() (partition, account string) {
	arns := lists.Map(a.Roles, func(r Role) string { return r.ARN })
	arns = append(arns, lists.Map(a.Users, func(u User) string { return u.ARN })...)
	arns = append(arns, lists.Map(a.Groups, func(g Group) string { return g.ARN })...)
	arns = append(arns, lists.Map(a.Policies, func(p Policy) string { return p.ARN })...)
	for _, s := range arns {
		if arn, err := iam.ParseARN(s); err == nil && len(arn.Account) == 12 {
			return arn.Partition, arn.Account
		}
	}
	return "", ""
}

// PoliciesByARN are the managed policies by their ARNs.
func (a *Account) PoliciesByARN() map[string]*Policy {
	out := make(map[string]*Policy, len(a.Policies))
	for i := range a.Policies {
		out[a.Policies[i].ARN] = &a.Policies[i]
	}
	return out
}

// Parse parses an export, either one file of the AWS CLI or its pages. Entries that occur
// on several pages are merged, and unknown keys are ignored.
func Parse(pages ...[]byte) (*Account, error) {
	b := accountBuilder{account: &Account{Partial: true}, seen: map[string]bool{}}
	for _, text := range pages {
		var p exportPage
		if json.Unmarshal(text, &p) == nil { // the common case; a Decoder would keep a copy of the text
			if err := b.page(&p); err != nil {
				return nil, err
			}
			continue
		}
		dec := json.NewDecoder(bytes.NewReader(text))
		for {
			var p exportPage
			err := dec.Decode(&p)
			if err == io.EOF {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("account export: %w", err)
			}
			if err := b.page(&p); err != nil {
				return nil, err
			}
		}
	}
	return b.account, nil
}
