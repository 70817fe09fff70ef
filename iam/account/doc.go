// Package account reads what the AWS CLI or the API exports of an account: roles,
// users, groups, instance profiles and policies. The documents in it are parsed
// when they are asked for.
package account
