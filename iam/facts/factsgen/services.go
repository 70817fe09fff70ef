package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

type service struct {
	Name, Source  string
	KeyTypes      map[string]string // condition key → type
	ResourceTypes []resourceType
	Actions       []action
}

type resourceType struct {
	Name          string   `json:"key"`
	ARN           string   `json:"arn"`
	ConditionKeys []string `json:"conditionKeys"`
}

type action struct {
	Name             string           `json:"name"`
	AccessLevel      string           `json:"accessLevel"`
	ResourceTypes    []actionResource `json:"resourceTypes"`
	ConditionKeys    []string         `json:"conditionKeys"`
	DependentActions []string         `json:"dependentActions"`
}

type actionResource struct {
	Name             string   `json:"name"`
	Required         bool     `json:"required"`
	ConditionKeys    []string `json:"conditionKeys"`
	DependentActions []string `json:"dependentActions"`
}

// makeServices is a function of the package and the overlay alone.
func makeServices(pkg files, overlaySrc []byte) (*output, error) {
	o := &overlay{}
	if err := decodeOwn("overlay.json", overlaySrc, o); err != nil {
		return nil, err
	}
	services, err := readServices(pkg)
	if err != nil {
		return nil, err
	}
	if err := o.apply(services); err != nil {
		return nil, err
	}
	texts := map[string]string{}
	m := manifest{Package: npmPackage, Version: npmVersion, Licence: "MIT", OverlaySum: sum(overlaySrc)}
	for prefix, s := range services {
		if texts[prefix], err = encode(s); err != nil {
			return nil, fmt.Errorf("%s: %w", prefix, err)
		}
		m.Services++
		m.Actions += len(s.Actions)
		m.ResourceTypes += len(s.ResourceTypes)
		m.ConditionKeys += len(allKeys(s))
	}
	if texts["/keys"], err = encodeKeyPrefixes(pkg); err != nil {
		return nil, err
	}
	if m.DataDate, err = dataDate(pkg); err != nil {
		return nil, err
	}
	return newOutput(m, texts, string(pkg["LICENSE.txt"])), nil
}

// dataDate is the day on which the package's data were read from AWS.
func dataDate(pkg files) (string, error) {
	var about struct{ UpdatedAt string }
	err := pkg.decode("package.json", &about)
	day, _, _ := strings.Cut(about.UpdatedAt, "T")
	return day, err
}

// readServices reads all services of the package.
func readServices(pkg files) (map[string]*service, error) {
	var prefixes []string
	var names map[string]string
	if err := pkg.decode("data/services.json", &prefixes); err != nil {
		return nil, err
	}
	if err := pkg.decode("data/serviceNames.json", &names); err != nil {
		return nil, err
	}
	out := map[string]*service{}
	for _, prefix := range prefixes {
		s, err := readService(pkg, prefix)
		if err != nil {
			return nil, err
		}
		s.Name = names[prefix]
		out[prefix] = s
	}
	return out, nil
}

func readService(pkg files, prefix string) (*service, error) {
	var actions map[string]action
	var types map[string]resourceType
	var keys map[string]struct{ Key, Type string }
	for _, table := range []struct {
		name string
		into any
	}{{"actions", &actions}, {"resourceTypes", &types}, {"conditionKeys", &keys}} {
		if err := pkg.decode("data/"+table.name+"/"+prefix+".json", table.into); err != nil {
			return nil, err
		}
	}
	s := &service{KeyTypes: map[string]string{}}
	for _, name := range slices.Sorted(maps.Keys(actions)) {
		a := actions[name]
		for _, r := range a.ResourceTypes {
			a.DependentActions = append(a.DependentActions, r.DependentActions...)
		}
		s.Actions = append(s.Actions, a)
	}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		s.ResourceTypes = append(s.ResourceTypes, types[name])
	}
	for _, k := range keys {
		s.KeyTypes[k.Key] = k.Type
	}
	return s, nil
}

// encodeKeyPrefixes lists which services have condition keys of a prefix that
// is not their own.
func encodeKeyPrefixes(pkg files) (string, error) {
	var prefixes map[string][]string
	if err := pkg.decode("data/unassociatedConditions.json", &prefixes); err != nil {
		return "", err
	}
	var b strings.Builder
	for _, prefix := range slices.Sorted(maps.Keys(prefixes)) {
		fmt.Fprintf(&b, "%s\t%s\n", prefix, strings.Join(prefixes[prefix], " "))
	}
	return b.String(), nil
}
