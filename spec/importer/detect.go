package importer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// fileKind is what a file is.
type fileKind int

const (
	policyDocument fileKind = iota
	cfnTemplate
	export
)

var (
	resourcesLine = regexp.MustCompile(`(?m)^["']?(Resources|AWSTemplateFormatVersion)["']?\s*:`)
	exportKeys    = []string{"RoleDetailList", "UserDetailList", "GroupDetailList", "Policies"}
)

// kindOf tells what a file is from the keys at its top.
func kindOf(f File) fileKind {
	var top map[string]json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(f.Text)) // of several pages, the first
	if dec.Decode(&top) != nil {
		if resourcesLine.Match(f.Text) {
			return cfnTemplate
		}
		return policyDocument
	}
	if _, ok := top["Resources"]; ok {
		return cfnTemplate
	}
	for _, key := range exportKeys {
		if _, ok := top[key]; ok {
			return export
		}
	}
	return policyDocument
}

// notAny is the error for a file that can be read, and is nothing that can be
// imported.
func notAny(f File) error {
	root := syntax.ParseForeign(f.Name, f.Text, &diag.List{})
	if root == nil || root.Get("Statement") != nil {
		return nil // which a policy document has, whatever else is wrong
	}
	if root.Get("version") != nil && (root.Get("roles") != nil || root.Get("policies") != nil) {
		return fmt.Errorf("%s is already a spec", f.Name)
	}
	return fmt.Errorf("%s has no Statement (policy document), no Resources (CloudFormation template) and no %s (account export)", f.Name, exportKeys[0])
}

// Takes reports whether a file is something to import: a template of
// CloudFormation, the export of an account, or a policy document.
func Takes(f File) bool { return kindOf(f) != policyDocument || compile.IsDocument(f.Text) }
