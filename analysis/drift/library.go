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
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Library has documents of AWS managed policies, in one or several versions: those
// of package iam, and those that are added.
type Library struct {
	// Wanted are the policies that are needed. If there is only one, a document
	// without a policy name belongs to it.
	Wanted []string

	added map[string][]version
}

// version is a version of a managed policy.
type version struct {
	number   string // e.g., "v6"; "" for a document without one, which counts as the newest
	date     string // e.g., "2026-02-12", or ""
	document *iam.Document
}

// NewLibrary returns a library for the baselines of a spec.
func NewLibrary(s *spec.Spec) *Library {
	l := &Library{added: map[string][]version{}}
	for of := range s.Subjects() {
		for _, b := range of.Header().Baselines {
			l.Wanted = lists.Add(l.Wanted, b.Name)
		}
	}
	return l
}

// newest returns the newest known version of a policy.
func (l *Library) newest(name string) (version, bool) {
	var out version
	for _, v := range l.versions(name) {
		if out.document == nil || v.number == "" || out.number != "" && facts.IsNewer(v.number, out.number) {
			out = v
		}
	}
	return out, out.document != nil
}

// version returns one version of a policy.
func (l *Library) version(name, number string) (version, bool) {
	return lists.Lookup(l.versions(name), func(v version) bool { return v.number == number })
}

// versions returns the added versions and then that of package iam, unless it was
// also added.
func (l *Library) versions(name string) []version {
	out := slices.Clone(l.added[name])
	s, ok := facts.FindSnapshot(name)
	if ok && !slices.ContainsFunc(out, func(v version) bool { return v.number == s.Version }) {
		out = append(out, version{s.Version, s.Date, s.Document()})
	}
	return out
}

// Add reads a file with documents: one document in JSON; the output of "aws iam
// get-policy-version"; an object with policy names as keys; a list of objects with
// the name of a policy, its version and its document; or an account export, with the
// AWS managed policies that are attached in it. If the content does not name the
// policy, the file name must, e.g., AmazonEMRServicePolicy_v2@v7.json.
func (l *Library) Add(file string, text []byte) error {
	before := l.size()
	if err := l.add(file, text); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if l.size() == before {
		return fmt.Errorf("%s: it contains no AWS managed policy", file)
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

// entry is a version of a policy in a file. JSON keys match in any letter case.
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
		return fmt.Errorf("a version of a managed policy has the form v7, not %q", number)
	}
	date, _, _ := strings.Cut(cmp.Or(e.Date, e.UpdateDate, e.CreateDate), "T")
	l.added[name] = append(l.added[name], version{number, date, doc})
	return nil
}

func (l *Library) nameless(name string) error {
	if near := diag.Meant(name, append(facts.ManagedPolicyNames(), l.Wanted...)); near != "" {
		return fmt.Errorf("AWS has no managed policy %q; did you mean %q?", name, near)
	}
	return errors.New("it does not name its managed policy; name the file after the policy, e.g., AmazonEMRServicePolicy_v2@v7.json")
}
