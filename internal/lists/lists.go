// Package lists has the loops over lists that the package slices lacks.
package lists

import "slices"

// Map returns f of each element; nil if there is none.
func Map[E, T any](of []E, f func(E) T) []T {
	if len(of) == 0 {
		return nil
	}
	out := make([]T, len(of))
	for i, e := range of {
		out[i] = f(e)
	}
	return out
}

// Flat returns the elements of f of each element; nil if there is none.
func Flat[E, T any](of []E, f func(E) []T) []T {
	var out []T
	for _, e := range of {
		out = append(out, f(e)...)
	}
	return out
}

// Filter returns a new list of the elements that keep is true for; nil if there is none.
func Filter[S ~[]E, E any](of S, keep func(E) bool) S {
	var out S
	for _, e := range of {
		if keep(e) {
			out = append(out, e)
		}
	}
	return out
}

// Add appends those elements that a list does not have yet.
func Add[E comparable](to []E, of ...E) []E {
	for _, e := range of {
		if !slices.Contains(to, e) {
			to = append(to, e)
		}
	}
	return to
}

// Lookup returns the first element that is is true for, and whether there is one.
func Lookup[E any](of []E, is func(E) bool) (E, bool) {
	for _, e := range of {
		if is(e) {
			return e, true
		}
	}
	var none E
	return none, false
}

// Find returns the first element that is is true for, or the zero value.
func Find[E any](of []E, is func(E) bool) E {
	found, _ := Lookup(of, is)
	return found
}

// By returns the elements by their keys. Of several with one key, it has the last.
func By[E any, K comparable](of []E, key func(E) K) map[K]E {
	out := make(map[K]E, len(of))
	for _, e := range of {
		out[key(e)] = e
	}
	return out
}

// Set returns the set of the elements.
func Set[E comparable](of []E) map[E]bool {
	out := make(map[E]bool, len(of))
	for _, e := range of {
		out[e] = true
	}
	return out
}
