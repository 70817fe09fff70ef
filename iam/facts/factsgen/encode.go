package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/internal/lists"
)

// accessLetters are AWS's access levels as the table writes them. AWS counts
// tagging and permissions management as writing too.
var accessLetters = map[string]string{
	"List": "L", "Read": "R", "Write": "W",
	"Tagging, Write": "T", "Tagging": "T",
	"Permissions management, Write": "P", "Permissions management": "P",
}

var typeLetters = map[string]string{
	"": "", "String": "S", "ARN": "A", "Numeric": "N", "Date": "D", "Bool": "B", "IPAddress": "I",
	"ArrayOfString": "SS", "ArrayOfARN": "AA", "ArrayOfBool": "BB",
}

// encode writes the text of a service, which newService of package iam
// reads and describes.
func encode(s *service) (string, error) {
	e := &encoder{keys: numbers(allKeys(s)), types: map[string]int{}}
	e.line(strings.TrimSuffix(s.Name+"\t"+s.Source, "\t"))
	for _, key := range slices.Sorted(maps.Keys(e.keys)) {
		letter, ok := typeLetters[s.KeyTypes[key]]
		if !ok {
			return "", fmt.Errorf("key %s is of the type %q", key, s.KeyTypes[key])
		}
		e.line("K", key, letter)
	}
	slices.SortFunc(s.ResourceTypes, func(a, b resourceType) int { return cmp.Compare(a.Name, b.Name) })
	for i, r := range s.ResourceTypes {
		e.types[r.Name] = i
		e.line("R", r.Name, strings.ReplaceAll(r.ARN, ", ", " "), e.keyList(r.ConditionKeys))
	}
	slices.SortFunc(s.Actions, func(a, b action) int {
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	for _, a := range s.Actions {
		if err := e.action(a); err != nil {
			return "", fmt.Errorf("%s: %w", a.Name, err)
		}
	}
	return e.out.String(), e.err
}

type encoder struct {
	out   strings.Builder
	keys  map[string]int
	types map[string]int
	err   error
}

func (e *encoder) action(a action) error {
	access, ok := accessLetters[a.AccessLevel]
	if !ok {
		return fmt.Errorf("access level %q", a.AccessLevel)
	}
	var types []string
	for _, r := range a.ResourceTypes {
		n, ok := e.types[r.Name]
		if !ok {
			return fmt.Errorf("resource type %q", r.Name)
		}
		text := base36(n)
		if r.Required {
			text += "!"
		}
		if len(r.ConditionKeys) > 0 {
			text += ":" + e.keyList(r.ConditionKeys)
		}
		types = append(types, text)
	}
	needs := slices.Compact(slices.Sorted(slices.Values(a.DependentActions)))
	e.line("A", a.Name, access, e.keyList(a.ConditionKeys), strings.Join(types, " "), strings.Join(needs, " "))
	return nil
}

func (e *encoder) keyList(keys []string) string {
	out := lists.Map(keys, func(key string) string { return base36(e.keys[key]) })
	return strings.Join(out, ",")
}

// line writes fields that hold neither tab nor line end.
func (e *encoder) line(fields ...string) {
	for _, f := range fields[1:] {
		if strings.ContainsAny(f, "\t\n") {
			e.err = fmt.Errorf("a tab or line end in %q", f)
		}
	}
	e.out.WriteString(strings.Join(fields, "\t") + "\n")
}

// allKeys returns all keys that a service names somewhere, some of which it
// does not define.
func allKeys(s *service) []string {
	all := map[string]bool{}
	add := func(keys []string) {
		for _, key := range keys {
			all[key] = true
		}
	}
	add(slices.Collect(maps.Keys(s.KeyTypes)))
	for _, r := range s.ResourceTypes {
		add(r.ConditionKeys)
	}
	for _, a := range s.Actions {
		add(a.ConditionKeys)
		for _, r := range a.ResourceTypes {
			add(r.ConditionKeys)
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func numbers(names []string) map[string]int {
	out := map[string]int{}
	for i, name := range names {
		out[name] = i
	}
	return out
}

func base36(n int) string { return strconv.FormatInt(int64(n), 36) }
