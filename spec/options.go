package spec

// Options are the options that a spec gives a target under outputs. The zero
// Options are none.
type Options struct{}
