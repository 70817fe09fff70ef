// Package language is the table of the spec language: the keys that each of its
// mappings has, what their values are, and which names it accepts. Package compile
// accepts nothing else, and package schema prints the same table as a JSON Schema.
package language
