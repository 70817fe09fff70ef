package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// folder is where the tables are, seen from package iam.
const folder = "data"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "factsgen: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 1 {
		switch args[0] {
		case "services":
			return writeServices(folder)
		case "policies":
			return writePolicies(folder)
		}
	}
	return fmt.Errorf("want services or policies, not %q", args)
}

// write writes a table, its manifest and the notice of its package.
func write(dir, name string, table []byte, manifest any, notice string) error {
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return err
	}
	for file, content := range map[string][]byte{
		name + ".table":         table,
		name + ".manifest.json": append(text, '\n'),
		name + ".NOTICE":        []byte(notice),
	} {
		if err := os.WriteFile(filepath.Join(dir, file), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
