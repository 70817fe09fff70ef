package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/internal/table"
)

type snapshotsManifest struct {
	Package   string `json:"package"`
	Version   string `json:"version"`
	DataDate  string `json:"dataDate"` // the day of the newest change of a policy
	Licence   string `json:"licence"`
	Snapshots int    `json:"snapshots"`
	TableSum  string `json:"tableSHA256"`
}

// often are policies that roles of EMR, and their boundaries, often are given.
var often = []string{
	"AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess", "ViewOnlyAccess",
	"AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy", "AmazonS3ReadOnlyAccess", "AmazonS3FullAccess",
	"AWSGlueConsoleFullAccess", "AWSGlueServiceRole",
}

// makeSnapshots takes the policies that are about EMR, whose names say so, and those
// that are often used with it.
func makeSnapshots(p *policies) (*output, error) {
	m := snapshotsManifest{Package: pythonPackage, Version: p.Version, Licence: "Apache-2.0"}
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
	m.Snapshots = len(texts)
	out := &output{table: table.Encode(texts), notice: notice(pythonPackage, p.Version, p.Licence)}
	m.TableSum = sum(out.table)
	out.manifest = m
	return out, nil
}
