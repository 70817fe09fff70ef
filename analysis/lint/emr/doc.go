// Package emr has the rules about what Amazon EMR needs, and what does not work
// with it.
package emr
