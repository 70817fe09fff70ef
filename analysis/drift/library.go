package drift

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/account"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Library is documents of AWS's managed policies, in one version or several:
// those that package iam has, and those that are added.
type Library struct {
	// Wanted are the policies that it is asked about. A document that does not
	// say which policy it is of is one of the only wanted one.
	Wanted []string

	added map[string][]version
}

// version is a version of a managed policy.
type version struct {
	number   string // e.g., "v6"; "" for a document that does not say it, which is taken for the newest
	date     string // e.g., "2026-02-12", or ""
	document *iam.Document
}

// NewLibrary is a library for the baselines of a spec.
func NewLibrary(s *spec.Spec) *Library {
	l := &Library{added: map[string][]version{}}
	add := func(all []spec.Baseline) {
		for _, b := range all {
			if !slices.Contains(l.Wanted, b.Name) {
				l.Wanted = append(l.Wanted, b.Name)
			}
		}
	}
	for _, r := range s.Roles {
		add(r.Baselines)
	}
	for _, p := range s.Policies {
		add(p.Baselines)
	}
	return l
}

// newest is the version of a policy that is in force, as far as is known.
func (l *Library) newest(name string) (version, bool) {
	var out version
	for _, v := range l.versions(name) {
		if out.document == nil || v.number == "" || out.number != "" && isNewer(v.number, out.number) {
			out = v
		}
	}
	return out, out.document != nil
}

// version is one version of a policy.
func (l *Library) version(name, number string) (version, bool) {
	all := l.versions(name)
	if i := slices.IndexFunc(all, func(v version) bool { return v.number == number }); i >= 0 {
		return all[i], true
	}
	return version{}, false
}

// versions are those added, and then that of package iam, if none of these is
// the same.
func (l *Library) versions(name string) []version {
	out := slices.Clone(l.added[name])
	s, ok := facts.FindSnapshot(name)
	if ok && !slices.ContainsFunc(out, func(v version) bool { return v.number == s.Version }) {
		out = append(out, version{s.Version, s.Date, s.Document()})
	}
	return out
}

func isNewer(a, b string) bool {
	n, _ := facts.PolicyVersion(a)
	m, _ := facts.PolicyVersion(b)
	return n > m
}

// Add reads a file with documents: one in JSON; one as "aws iam
// get-policy-version" prints it; an object of such by the names of their
// policies; a list of objects with the name of a policy, its version and its
// document; or the export of an account, with the policies of AWS that are
// attached in it. Where the content does not name the policy, the name of the
// file does, e.g., AmazonEMRServicePolicy_v2@v7.json.
func (l *Library) Add(file string, text []byte) error {
	before := l.size()
	if err := l.add(file, text); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if l.size() == before {
		return fmt.Errorf("%s: there is no managed policy of AWS in it", file)
	}
	return nil
}

func (l *Library) size() int {
	n := 0
	for _, vs := range l.added {
		n += len(vs)
	}
	return n
}

func (l *Library) add(file string, text []byte) error {
	var list []json.RawMessage
	if json.Unmarshal(text, &list) == nil {
		for i, item := range list {
			if err := l.addOne("", item); err != nil {
				return fmt.Errorf("item %d: %w", i+1, err)
			}
		}
		return nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return err
	}
	has := func(keys ...string) bool {
		return slices.ContainsFunc(keys, func(key string) bool { return fields[key] != nil })
	}
	switch {
	case has("RoleDetailList", "UserDetailList", "GroupDetailList", "Policies"):
		return l.addExport(text)
	case has("Statement", "PolicyVersion", "Document", "document"):
		name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		if len(l.Wanted) == 1 && !l.known(name) {
			name = l.Wanted[0]
		}
		return l.addOne(name, text)
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if err := l.addOne(name, fields[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (l *Library) known(name string) bool {
	name, _, _ = strings.Cut(name, "@")
	_, ok := facts.FindManagedPolicy(name)
	return ok || slices.Contains(l.Wanted, name)
}

func (l *Library) addExport(text []byte) error {
	account, err := account.Parse(text)
	if err != nil {
		return err
	}
	for _, p := range account.Policies {
		if arn, err := iam.ParseARN(p.ARN); err != nil || arn.Account != "aws" {
			continue
		}
		doc, err := p.Document.Parse()
		if err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
		l.added[p.Name] = append(l.added[p.Name], version{number: p.Version, document: doc})
	}
	return nil
}

// entry is a version of a policy as it may be written. JSON's keys match in any
// letter case.
type entry struct {
	Name, PolicyName, Arn                string
	Version, VersionID, DefaultVersionID string
	Date, CreateDate, UpdateDate         string
	Document                             json.RawMessage
	PolicyVersion                        *entry
	Statement                            json.RawMessage
}

func (l *Library) addOne(name string, text json.RawMessage) error {
	var e entry
	if err := json.Unmarshal(text, &e); err != nil {
		return err
	}
	name = cmp.Or(e.Arn[strings.LastIndexByte(e.Arn, '/')+1:], e.PolicyName, e.Name, name)
	name, number, _ := strings.Cut(name, "@")
	if e.PolicyVersion != nil {
		e = *e.PolicyVersion
	}
	if e.Statement != nil {
		e = entry{Document: text}
	}
	if !l.known(name) {
		return l.nameless(name)
	}
	doc, err := account.Document{Text: e.Document}.Parse()
	if err != nil {
		return err
	}
	number = cmp.Or(e.VersionID, e.DefaultVersionID, e.Version, number)
	if _, ok := facts.PolicyVersion(number); number != "" && !ok {
		return fmt.Errorf("the version of a managed policy is written v7, not %q", number)
	}
	date, _, _ := strings.Cut(cmp.Or(e.Date, e.UpdateDate, e.CreateDate), "T")
	l.added[name] = append(l.added[name], version{number, date, doc})
	return nil
}

func (l *Library) nameless(name string) error {
	if near := diag.Nearest(name, append(facts.ManagedPolicyNames(), l.Wanted...)); near != "" {
		return fmt.Errorf("AWS has no managed policy %q; did you mean %q?", name, near)
	}
	return errors.New("it does not say which managed policy it is of; name the file as the policy, e.g., AmazonEMRServicePolicy_v2@v7.json")
}
