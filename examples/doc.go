// Package examples shows emriam as a library. Its examples run as tests, and
// docs/go.md consists of them.
package examples
