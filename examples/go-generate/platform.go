// Package platform has the names of a platform's roles.
package platform

//go:generate go tool emriam generate -f roles.yaml -o gen
