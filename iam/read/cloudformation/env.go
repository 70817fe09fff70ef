package cloudformation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Env is where and with which parameters a template is deployed. What all deployments
// of Deployments have in common is theirs.
type Env struct {
	Partition string // e.g., "aws"
	Region    string // e.g., "us-east-1"
	AccountID string // twelve digits
	StackName string // e.g., "emr-default"

	// Params are parameters as the AWS CLI takes them: the values of a
	// CommaDelimitedList are one text, joined by commas.
	Params map[string]string

	// SSM are values of the SSM parameters that a template names as type.
	SSM map[string]string

	// Names are those that CloudFormation gives to resources without one, by logical
	// ID.
	Names map[string]string

	// References are the values of dynamic references, by their text, e.g.,
	// "{{resolve:ssm:/acme/boundary}}", and of exports, e.g., "{{resolve:export:Name}}".
	References map[string]string
}

// resolved is a text with the values of dynamic references.
func (env Env) resolved(s string) string {
	for text, value := range env.References {
		s = strings.ReplaceAll(s, text, value)
	}
	return s
}

// each calls f with what m has, sorted by key, until there is an error, which then begins
// with the name of the part and the key.
func each[V any](part string, m map[string]V, f func(key string, v V) error) error {
	for _, key := range sorted(m) {
		if err := f(key, m[key]); err != nil {
			return fmt.Errorf("%s%s: %w", part, key, err)
		}
	}
	return nil
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
