// Package iam is the policy language of AWS Identity and Access Management:
// documents, how they are read, printed and measured, their canonical form, ARNs
// and quotas.
//
// It knows neither YAML nor EMR, and judges no document: Parse takes whatever
// has the shape of one. Packages below it go further: facts has what there is to
// grant, glob matches patterns, eval decides on requests, compare finds what one
// set of policies allows and another does not, and account reads exports.
package iam
