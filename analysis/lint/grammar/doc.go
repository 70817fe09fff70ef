// Package grammar has the rules of IAM's grammar: what IAM rejects in a
// document, whatever the service.
package grammar
