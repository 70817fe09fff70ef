package docs

// Change is a page for a comparison.
type Change struct{}
