// Package iam is the policy language of AWS Identity and Access Management: documents,
// with functions to parse, print and measure them, their canonical form, ARNs and quotas.
//
// It knows neither YAML nor EMR, and does not validate documents: Parse accepts whatever
// has the shape of one. Packages below it do more: facts knows the actions, resources and
// keys of AWS's services, glob matches patterns, eval evaluates requests, compare finds
// what one set of policies allows and another does not, and account reads exports.
package iam
