// Package syntax reads YAML and JSON into nodes with positions.
//
// It isolates the parser, github.com/goccy/go-yaml: it enforces limits on
// hostile files before parsing, works around a fault of the parser's with
// colons in flow mappings, rejects tags and merge keys, and finds placeholders
// and comments that suppress findings. It knows nothing of roles and policies.
package syntax
