package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/emriam/emriam/iam/facts"
)

// component is a part of a bill of materials.
type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version,omitempty"`
	PURL       string     `json:"purl,omitempty"`
	Licenses   []license  `json:"licenses,omitempty"`
	Properties []property `json:"properties,omitempty"`
	Hashes     []hash     `json:"hashes,omitempty"`
}

type license struct {
	License struct {
		ID string `json:"id"`
	} `json:"license"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn"`
}

// bill writes what the release consists of, as CycloneDX 1.6. It has no serial number,
// so that the same release has the same one.
// https://cyclonedx.org/docs/1.6/json/
func (r *release) bill() error {
	main := component{Type: "application", Name: "emriam", Version: r.version, PURL: "pkg:golang/github.com/emriam/emriam@" + r.version, Licenses: licensed("Apache-2.0")}
	main.Ref = main.PURL
	for _, b := range r.built {
		sum, err := r.sum(b.archive)
		if err != nil {
			return err
		}
		main.Properties = append(main.Properties, property{"emriam:sha256:" + b.archive, sum})
	}
	parts := []component{}
	for _, m := range r.modules {
		c := component{Type: "library", Name: m.path, Version: m.version, PURL: "pkg:golang/" + m.path + "@" + m.version}
		c.Ref = c.PURL
		for _, file := range m.licenses {
			text, err := os.ReadFile(filepath.Join(m.dir, file))
			if err != nil {
				return err
			}
			if id := identify(string(text)); id != "" {
				c.Licenses = append(c.Licenses, licensed(id)...)
			}
		}
		// Go's own hash is over the list of the files' hashes, which is no hash of a
		// file that CycloneDX knows.
		if sum, ok := strings.CutPrefix(m.sum, "h1:"); ok {
			if raw, err := base64.StdEncoding.DecodeString(sum); err == nil {
				c.Properties = append(c.Properties, property{"golang:h1", hex.EncodeToString(raw)})
			}
		}
		parts = append(parts, c)
	}
	for _, t := range []struct {
		name  string
		table facts.Table
	}{{"services", facts.ServicesTable}, {"regions", facts.RegionsTable}} {
		parts = append(parts, component{Type: "data", Ref: "data:" + t.name, Name: "facts about AWS's " + t.name, Version: t.table.Date()})
	}
	all := dependency{Ref: main.Ref}
	for _, c := range parts {
		all.DependsOn = append(all.DependsOn, c.Ref)
	}
	text, err := json.MarshalIndent(map[string]any{
		"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
		"metadata":   map[string]any{"timestamp": r.date.Format(time.RFC3339), "component": main},
		"components": parts, "dependencies": []dependency{all},
	}, "", "  ")
	if err != nil {
		return err
	}
	return r.write("emriam.cdx.json", append(text, '\n'))
}

func licensed(id string) []license {
	var l license
	l.License.ID = id
	return []license{l}
}

// identify returns the SPDX identifier of a license by its words, or "".
func identify(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	for _, l := range [][2]string{
		{"Apache License Version 2.0", "Apache-2.0"},
		{"Mozilla Public License Version 2.0", "MPL-2.0"},
		{"Mozilla Public License, version 2.0", "MPL-2.0"},
		{"Permission is hereby granted, free of charge", "MIT"},
		{"Neither the name", "BSD-3-Clause"},
		{"Redistribution and use in source and binary forms", "BSD-2-Clause"},
	} {
		if strings.Contains(text, l[0]) {
			return l[1]
		}
	}
	return ""
}
