// Package platform has programs that use the roles of a platform.
package platform

//go:generate go tool emriam generate -f roles.yaml -o gen
