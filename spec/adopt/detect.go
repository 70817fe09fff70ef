package adopt

import (
	"bytes"
	"encoding/json"
	"regexp"
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
