package iam

import (
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
)

// decodeService reads the text of a service. Its first line is the service's
// name and, after a tab, a page as its source; those after it have their fields between tabs, the first of which says
// what the line is. Numbers are of base 36.
//
//	K  key  type
//	R  resource type  ARN formats, blank between  numbers of keys, comma between
//	A  action  access  numbers of keys  resource types, blank between  dependent actions
//
// A resource type of an action is its number, "!" if required, and after a
// colon the numbers of keys.
func decodeService(prefix, text string) *Service {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	s := &Service{Prefix: prefix}
	s.Name, s.Source, _ = strings.Cut(lines[0], "\t")
	for i, line := range lines[1:] {
		switch line[0] {
		case 'K':
			f := strings.SplitN(line, "\t", 3)
			s.keys = append(s.keys, ConditionKey{f[1], keyTypes[f[2]]})
		case 'R':
			f := strings.SplitN(line, "\t", 4)
			s.types = append(s.types, &ResourceType{
				Service: prefix, Name: f[1], ARNs: strings.Split(f[2], " "), ConditionKeys: s.decodeKeys(f[3]),
			})
		case 'A':
			s.lines = lines[1+i:]
			s.actions = make([]atomic.Pointer[Action], len(s.lines))
			linkTypes(s.types)
			return s
		default:
			panic(fmt.Sprintf("iam: facts of %s: line %q", prefix, line))
		}
	}
	return s
}

var keyTypes = map[string]KeyType{
	"": "", "S": StringKey, "A": ARNKey, "N": NumericKey, "D": DateKey, "B": BoolKey, "I": IPAddressKey,
	"SS": StringsKey, "AA": ARNsKey, "BB": BoolsKey,
}

var accessLevels = map[string]AccessLevel{
	"L": AccessList, "R": AccessRead, "W": AccessWrite, "T": AccessTagging, "P": AccessPermissions,
}

// lineName is the name that the line of an action is sorted by.
func lineName(line string) string {
	name, _, _ := strings.Cut(line[2:], "\t")
	return name
}

func (s *Service) decodeAction(line string) *Action {
	_, rest, _ := strings.Cut(line, "\t")
	name, rest, _ := strings.Cut(rest, "\t")
	access, rest, _ := strings.Cut(rest, "\t")
	keys, rest, _ := strings.Cut(rest, "\t")
	types, needs, _ := strings.Cut(rest, "\t")
	a := &Action{
		Service: s.Prefix, Name: name, Access: accessLevels[access],
		ConditionKeys: s.decodeKeys(keys), DependentActions: strings.Fields(needs),
	}
	if types != "" {
		a.ResourceTypes = make([]ActionResource, 0, strings.Count(types, " ")+1)
	}
	for text := range strings.FieldsSeq(types) {
		number, keys, _ := strings.Cut(text, ":")
		number, required := strings.CutSuffix(number, "!")
		a.ResourceTypes = append(a.ResourceTypes, ActionResource{s.types[decodeNumber(number)], required, s.decodeKeys(keys)})
	}
	return a
}

func (s *Service) decodeKeys(numbers string) []ConditionKey {
	if numbers == "" {
		return nil
	}
	keys := make([]ConditionKey, 0, strings.Count(numbers, ",")+1)
	for n := range strings.SplitSeq(numbers, ",") {
		keys = append(keys, s.keys[decodeNumber(n)])
	}
	return keys
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
