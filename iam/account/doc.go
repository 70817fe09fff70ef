// Package account parses what the AWS CLI or the API exports from an account: roles,
// users, groups, instance profiles and policies. The documents in it are parsed on
// demand.
package account
