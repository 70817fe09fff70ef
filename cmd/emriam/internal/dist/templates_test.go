package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The formula has the archive and the checksum of each platform that Homebrew knows, and
// the Dockerfile that of Linux. A part of a release has neither.
func TestTemplates(t *testing.T) {
	t.Parallel()
	r := release{dir: t.TempDir(), version: "v1.2.3"}
	if err := r.templates(); err != nil || len(r.files) > 0 {
		t.Fatal(err, r.files)
	}
	for _, p := range platforms {
		system, arch, _ := strings.Cut(p, "/")
		b := binary{os: system, arch: arch, archive: "emriam_v1.2.3_" + system + "_" + arch + ".tar.gz"}
		r.built = append(r.built, b)
		if err := os.WriteFile(filepath.Join(r.dir, b.archive), []byte(p), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.templates(); err != nil {
		t.Fatal(err)
	}
	formula, err := os.ReadFile(filepath.Join(r.dir, "emriam.rb"))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range r.built {
		sum, err := r.sum(b.archive)
		if err != nil {
			t.Fatal(err)
		}
		want := "url \"https://github.com/emriam/emriam/releases/download/v1.2.3/" + b.archive + "\"\n      sha256 \"" + sum + "\"\n"
		if strings.Contains(string(formula), want) != (b.os != "windows") {
			t.Errorf("%s/%s: is there\n%s\nin\n%s", b.os, b.arch, want, formula)
		}
	}
	if !strings.Contains(string(formula), "version \"1.2.3\"\n") || strings.Count(string(formula), "  end\n") < 5 {
		t.Errorf("the formula is\n%s", formula)
	}
	docker, err := os.ReadFile(filepath.Join(r.dir, "Dockerfile"))
	if err != nil || !strings.Contains(string(docker), "ADD emriam_v1.2.3_linux_${TARGETARCH}.tar.gz /\n") {
		t.Errorf("%v\n%s", err, docker)
	}
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Apache License\n   Version 2.0, January 2004":                            "Apache-2.0",
		"Permission is hereby granted, free of charge, to any person":             "MIT",
		"Redistribution and use in source and binary forms … Neither the name of": "BSD-3-Clause",
		"Mozilla Public License, version 2.0":                                     "MPL-2.0",
		"All rights reserved":                                                     "",
	} {
		if got := identify(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
