package main

import (
	"fmt"
	"slices"
	"strings"
)

// overlay is overlay.json: facts by hand.
type overlay struct {
	About    string
	Services []struct {
		Prefix, Name, Source string
		AlsoFrom             []string
		ConditionKeys        map[string]string // name → type
		ResourceTypes        []struct {
			Name, ARN     string
			ConditionKeys []string
		}
		Actions []struct {
			Name, Access                                   string
			ResourceTypes, ConditionKeys, DependentActions []string
		}
	}
	Actions          []extraAction
	DependentActions []dependency
	ConditionKeys    []extraKeys
	ManagedPolicies  []struct{ Name, Path, Source string }
	// ServicePrincipals are without .amazonaws.com.
	ServicePrincipals struct {
		Names  []string
		Source string
	}
	Retiring struct {
		Source     string
		ReplacedBy map[string]string
	}
}

// apply adds the overlay to the services. What the package has by now is an
// error, so that the overlay does not outlive its reason.
func (o *overlay) apply(services map[string]*service) error {
	for _, add := range o.Services {
		if services[add.Prefix] != nil {
			return fmt.Errorf("overlay.json: the package has the service %s by now", add.Prefix)
		}
		s := &service{Name: add.Name, Source: add.Source, KeyTypes: add.ConditionKeys}
		for _, r := range add.ResourceTypes {
			s.ResourceTypes = append(s.ResourceTypes, resourceType{r.Name, r.ARN, r.ConditionKeys})
		}
		for _, a := range add.Actions {
			act := action{
				Name: a.Name, AccessLevel: a.Access,
				ConditionKeys: a.ConditionKeys, DependentActions: a.DependentActions,
			}
			for _, r := range a.ResourceTypes {
				act.ResourceTypes = append(act.ResourceTypes, actionResource{Name: r})
			}
			s.Actions = append(s.Actions, act)
		}
		services[add.Prefix] = s
	}
	for _, a := range o.Actions {
		if err := a.addTo(services); err != nil {
			return err
		}
	}
	for _, d := range o.DependentActions {
		if err := d.addTo(services); err != nil {
			return err
		}
	}
	for _, k := range o.ConditionKeys {
		if err := k.addTo(services); err != nil {
			return err
		}
	}
	return nil
}

// findAction is an action of the package that overlay.json is about.
func findAction(services map[string]*service, full string) (*action, error) {
	prefix, name, _ := strings.Cut(full, ":")
	s := services[prefix]
	if s == nil {
		return nil, fmt.Errorf("overlay.json: no service %q", prefix)
	}
	for i := range s.Actions {
		if s.Actions[i].Name == name {
			return &s.Actions[i], nil
		}
	}
	return nil, fmt.Errorf("overlay.json: no action %q", full)
}

// extraAction is an action that the package's service lacks.
type extraAction struct {
	Action, Access, Source string
	ResourceTypes          []string
}

func (e extraAction) addTo(services map[string]*service) error {
	prefix, name, _ := strings.Cut(e.Action, ":")
	s := services[prefix]
	if s == nil {
		return fmt.Errorf("overlay.json: no service %q", prefix)
	}
	if slices.ContainsFunc(s.Actions, func(a action) bool { return strings.EqualFold(a.Name, name) }) {
		return fmt.Errorf("overlay.json: the package has the action %s by now", e.Action)
	}
	a := action{Name: name, AccessLevel: e.Access}
	for _, r := range e.ResourceTypes {
		a.ResourceTypes = append(a.ResourceTypes, actionResource{Name: r})
	}
	s.Actions = append(s.Actions, a)
	return nil
}

// dependency says what else must be allowed for an action to work.
type dependency struct {
	Action, Source string
	Needs          []string
}

func (d dependency) addTo(services map[string]*service) error {
	a, err := findAction(services, d.Action)
	if err != nil {
		return err
	}
	if len(a.DependentActions) > 0 {
		return fmt.Errorf("overlay.json: the package knows by now what %s depends on", d.Action)
	}
	a.DependentActions = d.Needs
	return nil
}

// extraKeys are condition keys that the package's action lacks.
type extraKeys struct {
	Action, Source string
	Keys           []string
}

func (e extraKeys) addTo(services map[string]*service) error {
	a, err := findAction(services, e.Action)
	if err != nil {
		return err
	}
	known := slices.Clone(a.ConditionKeys)
	for _, r := range a.ResourceTypes {
		known = append(known, r.ConditionKeys...)
	}
	for _, key := range e.Keys {
		if slices.Contains(known, key) {
			return fmt.Errorf("overlay.json: the package knows by now that %s takes %s", e.Action, key)
		}
		a.ConditionKeys = append(a.ConditionKeys, key)
	}
	return nil
}
