package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/internal/table"
)

// newer is newer.json: policies in a version that the package lacks.
type newer struct {
	About    string
	Policies []struct {
		Name, Path, Version, Updated, Source string
		Document                             json.RawMessage
	}
}

type snapshotsManifest struct {
	Package   string `json:"package"`
	Version   string `json:"version"`
	DataDate  string `json:"dataDate"` // the day of the newest change of a policy
	Licence   string `json:"licence"`
	Snapshots int    `json:"snapshots"`
	NewerSum  string `json:"newerSHA256"`
	TableSum  string `json:"tableSHA256"`
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
	m := snapshotsManifest{Package: pythonPackage, Version: p.Version, Licence: "Apache-2.0", NewerSum: sum(newerSrc)}
	texts := map[string]string{}
	for _, policy := range p.Policies {
		if !strings.Contains(policy.Name, "EMR") && !strings.Contains(policy.Name, "ElasticMapReduce") && !slices.Contains(often, policy.Name) {
			continue
		}
		day, _, _ := strings.Cut(policy.Updated, "T")
		m.DataDate = max(m.DataDate, day)
		var document bytes.Buffer
		if err := json.Compact(&document, policy.Document); err != nil {
			return nil, fmt.Errorf("%s: %w", policy.Name, err)
		}
		texts[policy.Name] = policy.PolicyVersion + "\t" + day + "\n" + document.String() + "\n"
	}
	for _, policy := range n.Policies {
		before, _, known := strings.Cut(texts[policy.Name], "\t")
		if known && !facts.IsNewer(policy.Version, before) {
			return nil, fmt.Errorf("newer.json: the package has %s of %s by now", before, policy.Name)
		}
		m.DataDate = max(m.DataDate, policy.Updated)
		var document bytes.Buffer
		if err := json.Compact(&document, policy.Document); err != nil {
			return nil, fmt.Errorf("newer.json: %s: %w", policy.Name, err)
		}
		texts[policy.Name] = policy.Version + "\t" + policy.Updated + "\n" + document.String() + "\n"
	}
	m.Snapshots = len(texts)
	out := &output{table: table.Encode(texts), notice: notice(pythonPackage, p.Version, p.Licence)}
	m.TableSum = sum(out.table)
	out.manifest = m
	return out, nil
}
