package facts

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/internal/table"
	"github.com/emriam/emriam/internal/lists"
)

// ManagedPolicy is a policy that AWS keeps for everyone.
type ManagedPolicy struct {
	Name     string // e.g., "AmazonEMRServicePolicy_v2"
	Path     string // e.g., "/service-role/"
	Retiring bool   // AWS has announced that it cannot be attached anew one day
	Next     string // what AWS names in place of a retiring one, or ""
	Width    Width
}

// Width says how much a managed policy allows on every resource, without a condition.
type Width string

// The widths, the widest first.
const (
	AllActions  Width = "all"  // every action
	MostActions Width = "most" // every action except some
	IAMWriting  Width = "iam"  // writing permissions of users, groups or roles in IAM
)

// policiesTable holds two texts. "policies" has a line per policy, sorted, with its
// name, path and width, and "retiring" and its successor, between tabs; "principals"
// has the service principals that the policies name.
//
//go:embed data/policies.table
var policiesTable string

// policies are those that AWS keeps, sorted by name.
var policies = sync.OnceValue(func() []ManagedPolicy {
	var out []ManagedPolicy
	for line := range strings.Lines(policiesText("policies")) {
		out = append(out, decodePolicy(line))
	}
	return out
})

func policiesText(name string) string {
	t, err := table.Open(policiesTable)
	if err != nil {
		panic(err)
	}
	text, _ := t.Text(name)
	return text
}

var principals = sync.OnceValue(func() []string { return strings.Fields(policiesText("principals")) })

// ServicePrincipals returns the service principals that AWS's managed policies name, and
// a few that are known otherwise, without ".amazonaws.com", sorted. AWS publishes no list; most services that have a
// principal are among these, or have one after their prefix.
func ServicePrincipals() []string { return slices.Clone(principals()) }

func decodePolicy(line string) ManagedPolicy {
	line = strings.TrimSuffix(line, "\n")
	name, rest, _ := strings.Cut(line, "\t")
	path, rest, _ := strings.Cut(rest, "\t")
	width, rest, _ := strings.Cut(rest, "\t")
	_, next, retiring := strings.Cut(rest, "\t")
	return ManagedPolicy{name, path, retiring, next, Width(width)}
}

// FindManagedPolicy returns the managed policy of AWS that is meant by a name,
// a path and a name, e.g., "service-role/AmazonEMRServicePolicy_v2", or an ARN
// of any partition. A path that is given must be the right one; a bare name
// has none to be wrong. Letter case counts.
//
// AWS adds policies every week: one that is not found may be newer than the
// facts.
func FindManagedPolicy(text string) (ManagedPolicy, bool) {
	rest, bare := text, !strings.Contains(text, "/")
	if arn, err := iam.ParseARN(text); err == nil {
		resource, isPolicy := strings.CutPrefix(arn.Resource, "policy/")
		if arn.Service != "iam" || arn.Region != "" || arn.Account != "aws" || !isPolicy {
			return ManagedPolicy{}, false
		}
		rest, bare = resource, false
	}
	at := strings.LastIndexByte(rest, '/') + 1
	name, path := rest[at:], "/"+strings.TrimPrefix(rest[:at], "/")
	i, found := slices.BinarySearchFunc(policies(), name, func(p ManagedPolicy, name string) int { return strings.Compare(p.Name, name) })
	if found && (bare || policies()[i].Path == path) {
		return policies()[i], true
	}
	return ManagedPolicy{}, false
}

// ManagedPolicyNames returns the names of all managed policies of AWS, sorted.
func ManagedPolicyNames() []string {
	return lists.Map(policies(), func(p ManagedPolicy) string { return p.Name })
}
