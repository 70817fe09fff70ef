package facts

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// newService takes the text of a service apart. Its first line is the service's
// name and, after a tab, a page as its source; those after it have their fields between tabs, the first of which says
// what the line is. Numbers are of base 36.
//
//	K  key  type
//	R  resource type  ARN formats, blank between  numbers of keys, comma between
//	A  action  access  numbers of keys  resource types, blank between  dependent actions
//
// A resource type of an action is its number, "!" if required, and after a
// colon the numbers of keys.
func newService(prefix, text string) *Service {
	s := &Service{Prefix: prefix}
	head, text, _ := strings.Cut(text, "\n")
	s.Name, s.Source, _ = strings.Cut(head, "\t")
	s.keys = sync.OnceValue(func() []ConditionKey { return decodeKeys(linesOf(text, "K\t")) })
	s.types = sync.OnceValue(func() []*ResourceType { return s.decodeTypes(linesOf(text, "R\t")) })
	s.actions = sync.OnceValue(func() []Action { return s.decodeActions(linesOf(text, "A\t")) })
	return s
}

// linesOf are the lines that begin with a kind, without it.
func linesOf(text, kind string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if rest, ok := strings.CutPrefix(line, kind); ok {
			out = append(out, rest)
		}
	}
	return out
}

var keyTypes = map[string]KeyType{
	"": "", "S": StringKey, "A": ARNKey, "N": NumericKey, "D": DateKey, "B": BoolKey, "I": IPAddressKey,
	"SS": StringsKey, "AA": ARNsKey, "BB": BoolsKey,
}

var accessLevels = map[string]AccessLevel{
	"L": AccessList, "R": AccessRead, "W": AccessWrite, "T": AccessTagging, "P": AccessPermissions,
}

func decodeKeys(lines []string) []ConditionKey {
	var out []ConditionKey
	for _, line := range lines {
		f := strings.Split(line, "\t")
		out = append(out, ConditionKey{f[0], keyTypes[f[1]]})
	}
	return out
}

func (s *Service) decodeTypes(lines []string) []*ResourceType {
	var out []*ResourceType
	for _, line := range lines {
		f := strings.Split(line, "\t")
		t := &ResourceType{Service: s.Prefix, of: s, Name: f[0], formats: f[1], keys: s.keysAt(f[2])}
		out = append(out, t)
	}
	return out
}

func (s *Service) decodeActions(lines []string) []Action {
	var out []Action
	for _, line := range lines {
		f := strings.Split(line, "\t")
		a := Action{service: s, name: f[0], access: accessLevels[f[1]], keys: s.keysAt(f[2]), dependent: strings.Fields(f[4])}
		for _, text := range strings.Fields(f[3]) {
			number, keys, _ := strings.Cut(text, ":")
			number, required := strings.CutSuffix(number, "!")
			a.types = append(a.types, ActionResource{s.types()[decodeNumber(number)], required, s.keysAt(keys)})
		}
		out = append(out, a)
	}
	return out
}

// keysAt are the keys of some numbers.
func (s *Service) keysAt(numbers string) []ConditionKey {
	var out []ConditionKey
	for n := range strings.FieldsFuncSeq(numbers, func(r rune) bool { return r == ',' }) {
		out = append(out, s.keys()[decodeNumber(n)])
	}
	return out
}

// decodeNumber panics on what factsgen did not write: the tables are part of
// the program.
func decodeNumber(text string) int {
	n, err := strconv.ParseUint(text, 36, 31)
	if err != nil {
		panic(fmt.Sprintf("iam: facts: %v", err))
	}
	return int(n)
}
