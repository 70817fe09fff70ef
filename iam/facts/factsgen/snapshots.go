package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
)

// newer is newer.json: policies in a version that the package lacks.
type newer struct {
	About    string
	Policies []struct {
		Name, Path, Version, Updated, Source string
		Document                             json.RawMessage
	}
}

// often are policies that roles of EMR, and their boundaries, often are given.
var often = []string{
	"AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess", "ViewOnlyAccess",
	"AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy", "AmazonS3ReadOnlyAccess", "AmazonS3FullAccess",
	"AWSGlueConsoleFullAccess", "AWSGlueServiceRole",
}

// makeSnapshots takes the policies that are about EMR, whose names say so, and those
// that are often used with it, in the version of the package, or a newer one in
// newer.json.
func makeSnapshots(p *policies, newerSrc []byte) (*output, error) {
	n := &newer{}
	if err := decodeOwn("newer.json", newerSrc, n); err != nil {
		return nil, err
	}
	m := manifest{Package: pythonPackage, Version: p.Version, Licence: "Apache-2.0", NewerSum: sum(newerSrc)}
	texts := map[string]string{}
	add := func(name, version, day string, text json.RawMessage) error {
		m.DataDate = max(m.DataDate, day)
		var document bytes.Buffer
		if err := json.Compact(&document, text); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		texts[name] = version + "\t" + day + "\n" + document.String() + "\n"
		return nil
	}
	for _, policy := range p.Policies {
		if !strings.Contains(policy.Name, "EMR") && !strings.Contains(policy.Name, "ElasticMapReduce") && !slices.Contains(often, policy.Name) {
			continue
		}
		day, _, _ := strings.Cut(policy.Updated, "T")
		if err := add(policy.Name, policy.PolicyVersion, day, policy.Document); err != nil {
			return nil, err
		}
	}
	for _, policy := range n.Policies {
		before, _, known := strings.Cut(texts[policy.Name], "\t")
		if known && !facts.IsNewer(policy.Version, before) {
			return nil, fmt.Errorf("newer.json: the package has %s of %s by now", before, policy.Name)
		}
		if err := add(policy.Name, policy.Version, policy.Updated, policy.Document); err != nil {
			return nil, fmt.Errorf("newer.json: %w", err)
		}
	}
	m.Snapshots = len(texts)
	return newOutput(m, texts, p.Licence), nil
}
