// Package iam is the policy language of AWS Identity and Access Management:
// documents, how they are read, printed and measured, and what they grant.
//
// It knows neither YAML nor EMR, and judges no document: Parse takes whatever
// has the shape of one.
package iam
