package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/glob"
)

// The package of managed policies. Only the names, paths and dates of most are
// read, and the documents of EMR's.
const (
	pythonPackage = "moto"
	pythonVersion = "5.2.1"
)

// program prints what the Python package knows as JSON.
const program = `
import importlib.metadata, json, sys
from moto.iam.aws_managed_policies import aws_managed_policies_data
dist = importlib.metadata.distribution("moto")
licence = next(f for f in dist.files if f.name == "LICENSE").read_text()
policies = json.loads(aws_managed_policies_data)
json.dump({
    "version": dist.version,
    "licence": licence,
    "policies": [{"name": n, "path": p["Path"], "updated": p["UpdateDate"], "policyVersion": p["DefaultVersionId"], "document": p["Document"]} for n, p in policies.items()],
}, sys.stdout)
`

type policies struct {
	Version, Licence string
	Policies         []struct {
		Name, Path, Updated, PolicyVersion string
		Document                           json.RawMessage
	}
}

// makePolicies is a function of the package and the overlay alone.
func makePolicies(p *policies, overlaySrc []byte) (*output, error) {
	o := &overlay{}
	if err := decodeOwn("overlay.json", overlaySrc, o); err != nil {
		return nil, err
	}
	m := manifest{Package: pythonPackage, Version: p.Version, Licence: "Apache-2.0", OverlaySum: sum(overlaySrc)}
	var lines, principals []string
	for _, policy := range p.Policies {
		day, _, _ := strings.Cut(policy.Updated, "T")
		m.DataDate = max(m.DataDate, day)
		width, err := widthOf(policy.Document)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", policy.Name, err)
		}
		lines = append(lines, policyLine(o, policy.Name, policy.Path, width))
		for _, found := range principalForm.FindAllSubmatch(policy.Document, -1) {
			principals = append(principals, string(found[1]))
		}
	}
	for _, name := range o.ServicePrincipals.Names {
		if slices.Contains(principals, name) {
			return nil, fmt.Errorf("overlay.json: the package has the principal %s by now", name)
		}
	}
	principals = append(principals, o.ServicePrincipals.Names...)
	slices.Sort(principals)
	principals = slices.Compact(principals)
	for _, policy := range o.ManagedPolicies {
		line := policyLine(o, policy.Name, policy.Path, "")
		if slices.Contains(lines, line) {
			return nil, fmt.Errorf("overlay.json: the package has the policy %s by now", policy.Name)
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	m.Policies, m.Principals = len(lines), len(principals)
	texts := map[string]string{"policies": strings.Join(lines, "\n") + "\n", "principals": strings.Join(principals, " ")}
	return newOutput(m, texts, p.Licence), nil
}

// principalForm finds the service principals that a document names in conditions and
// in the ARNs of service-linked roles. AWS publishes no list of them.
var principalForm = regexp.MustCompile(`["/]([a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*)\.amazonaws\.com["/*]`)

// readPolicies asks the Python package.
func readPolicies() (*policies, error) {
	p := &policies{}
	return p, askPython(program, pythonPackage, pythonVersion, p, &p.Version)
}

// policyLine is a policy as decodePolicy of package iam reads it.
func policyLine(o *overlay, name, path, width string) string {
	line := name + "\t" + path
	next, retiring := o.Retiring.ReplacedBy[name]
	if width != "" || retiring {
		line += "\t" + width
	}
	if retiring {
		line += "\tretiring\t" + next
	}
	return line
}

// writing are actions by which a principal gains any permission, if it has one of them
// on every resource.
var writing = []string{
	"iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:AttachGroupPolicy", "iam:PutRolePolicy", "iam:PutUserPolicy",
	"iam:PutGroupPolicy", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy",
}

// widthOf is how much a document allows on every resource, without a condition: see
// Width of package facts.
func widthOf(document []byte) (string, error) {
	d, err := iam.Parse(document)
	if err != nil {
		return "", err
	}
	out := ""
	for _, st := range d.Statements {
		if st.Effect != "Allow" || len(st.Conditions) > 0 || st.NotResources || !slices.Contains(st.Resources, "*") {
			continue
		}
		switch {
		case st.NotActions:
			out = "most"
		case slices.Contains(st.Actions, "*"):
			return "all", nil
		case out == "" && slices.ContainsFunc(st.Actions, func(pattern string) bool {
			return slices.ContainsFunc(writing, func(action string) bool { return glob.MatchFold(pattern, action) })
		}):
			out = "iam"
		}
	}
	return out, nil
}
