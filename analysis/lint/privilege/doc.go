// Package privilege has the rules that find permissions which allow more than
// necessary.
package privilege
