package main

import (
	"fmt"
	"slices"
	"strings"
)

// The package of partitions and Regions. It does not tell its own date: that is the
// day on which the version was published.
const (
	regionsPackage = "botocore"
	regionsVersion = "1.43.11"
	regionsDate    = "2026-05-20"
)

// regionsProgram prints what the Python package knows as JSON.
const regionsProgram = `
import importlib.metadata, json, sys
dist = importlib.metadata.distribution("botocore")
read = lambda name: next(f for f in dist.files if str(f).endswith(name)).read_text()
json.dump({
    "version": dist.version,
    "licence": read("LICENSE.txt") + "\n" + read("NOTICE"),
    "partitions": json.loads(read("botocore/data/partitions.json"))["partitions"],
}, sys.stdout)
`

type partitions struct {
	Version, Licence string
	Partitions       []struct {
		ID          string
		RegionRegex string
		Regions     map[string]any
	}
}

// makeRegions is a function of the package alone. The table holds a text for each
// partition: the form of its Regions, and then the Regions.
func makeRegions(p *partitions) (*output, error) {
	m := manifest{Package: regionsPackage, Version: p.Version, DataDate: regionsDate, Licence: "Apache-2.0"}
	texts := map[string]string{}
	for _, q := range p.Partitions {
		var names []string
		for name := range q.Regions {
			if !strings.HasSuffix(name, "-global") { // where global services are signed for
				names = append(names, name)
			}
		}
		if len(names) == 0 {
			return nil, fmt.Errorf("partition %s has no Regions", q.ID)
		}
		slices.Sort(names)
		texts[q.ID] = q.RegionRegex + "\n" + strings.Join(names, " ")
		m.Partitions++
		m.Regions += len(names)
	}
	return newOutput(m, texts, p.Licence), nil
}

// readRegions asks the Python package.
func readRegions() (*partitions, error) {
	p := &partitions{}
	return p, askPython(regionsProgram, regionsPackage, regionsVersion, p, &p.Version)
}
