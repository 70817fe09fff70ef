// Package templates holds ready-made EMR roles and policies as YAML.
//
// A spec names one by its file name without ".yaml" and binds its parameters:
//
//	StudioServiceRole:
//	  template: studio-service
//	  with: {Bucket: "${StudioBucket}"}
//
// Each file names the AWS page it follows and says what every statement is
// for, so that it can be reviewed by someone who knows IAM and no Go. The
// package only embeds the files; package spec reads them.
package templates

import "embed"

// FS holds the templates, e.g., "service-v2.yaml".
//
//go:embed *.yaml
var FS embed.FS
