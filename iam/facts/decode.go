package facts

import (
	"fmt"
	"strconv"
	"strings"
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
	text, s.actions = cutLines(text, "A")
	text, s.lines.types = cutLines(text, "R")
	text, s.lines.keys = cutLines(text, "K")
	s.Name, s.Source, _ = strings.Cut(strings.TrimSuffix(text, "\n"), "\t")
	return s
}

// cutLines splits a text before the first line of a kind.
func cutLines(text, kind string) (before, lines string) {
	i := strings.Index(text, "\n"+kind+"\t") + 1
	if i == 0 {
		return text, ""
	}
	return text[:i], text[i:]
}

// cutLine splits a text after its first line.
func cutLine(text string) (line, rest string) { return cutField(text, '\n') }

func cutField(text string, sep byte) (field, rest string) {
	i := strings.IndexByte(text, sep)
	if i < 0 {
		return text, ""
	}
	return text[:i], text[i+1:]
}

var keyTypes = map[string]KeyType{
	"": "", "S": StringKey, "A": ARNKey, "N": NumericKey, "D": DateKey, "B": BoolKey, "I": IPAddressKey,
	"SS": StringsKey, "AA": ARNsKey, "BB": BoolsKey,
}

var accessLevels = map[string]AccessLevel{
	"L": AccessList, "R": AccessRead, "W": AccessWrite, "T": AccessTagging, "P": AccessPermissions,
}

// The fields of the line of an action.
const (
	accessField = 2 + iota // after what the line is, and the name
	keysField
	typesField
)

func (a Action) field(n int) string {
	rest := a.line
	for range n {
		_, rest = cutField(rest, '\t')
	}
	field, _ := cutField(rest, '\t')
	return field
}

// lineName is the name that the line of an action is sorted by.
func lineName(line string) string {
	name, _ := cutField(line[len("A\t"):], '\t')
	return name
}

func decodeKeys(lines string) []ConditionKey {
	keys := make([]ConditionKey, 0, strings.Count(lines, "\n"))
	for line := range strings.Lines(lines) {
		name, rest := cutField(line[len("K\t"):], '\t')
		typ, _ := cutLine(rest)
		keys = append(keys, ConditionKey{name, keyTypes[typ]})
	}
	return keys
}

func (s *Service) decodeTypes(lines string) []*ResourceType {
	types := make([]*ResourceType, 0, strings.Count(lines, "\n"))
	all := make([]ResourceType, cap(types))
	for line := range strings.Lines(lines) {
		t := &all[len(types)]
		t.Service, t.of = s.Prefix, s
		rest := line[len("R\t"):]
		t.Name, rest = cutField(rest, '\t')
		t.formats, rest = cutField(rest, '\t')
		t.keys, _ = cutLine(rest)
		t.service, t.start = t.common(plainService), t.common(lastStart)
		types = append(types, t)
	}
	return types
}

// keyAmong finds the key that is meant by a name among those with some numbers.
func (s *Service) keyAmong(numbers, name string) (ConditionKey, bool) {
	for _, meant := range keyForms {
		for n, rest := cutField(numbers, ','); n != ""; n, rest = cutField(rest, ',') {
			if key := s.ConditionKeys()[decodeNumber(n)]; meant(key, name) {
				return key, true
			}
		}
	}
	return ConditionKey{}, false
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
