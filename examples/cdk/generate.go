// Package platform is an app with an EMR Studio and an EMR Serverless application.
package platform

//go:generate go tool emriam generate -f roles.yaml -o gen
