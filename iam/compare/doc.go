// Package compare finds what one set of policies allows that another does not, by
// meaning and not by text, each with a witness: a request that only one of the two
// allows.
package compare
