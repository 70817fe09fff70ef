package language

import (
	"slices"

	"github.com/emriam/emriam/internal/lists"
)

// Version is the version of the spec language that a spec names.
const Version = "1"

// Shape is a mapping with a fixed set of keys.
type Shape struct {
	Name string // e.g., "trust"; what "$ref" in the JSON Schema calls it
	Keys []Key

	// Nullable means that null removes a field that comes from a template, from the body
	// that this one inherits from, or from an extended spec.
	Nullable bool
	Required []string // keys without which an editor reports the mapping

	names []string // of Keys
}

// Key is a key of a mapping.
type Key struct {
	Name  string
	Value string // what it holds: a definition of package schema, or the name of a shape
	Doc   string // what editors show beside it
}

// Names returns the names of the keys of s.
func (s *Shape) Names() []string { return s.names }

// Only returns a shape of some keys, without what they hold.
func Only(names ...string) *Shape { return &Shape{names: names} }

// Shapes returns all shapes that have a name.
func Shapes() []*Shape { return shapes }

var shapes []*Shape

// shape is a new one, with several groups of keys.
func shape(name string, keys ...[]Key) *Shape {
	s := &Shape{Name: name, Keys: slices.Concat(keys...)}
	s.names = names(s.Keys)
	shapes = append(shapes, s)
	return s
}

func names(keys []Key) []string {
	return lists.Map(keys, func(k Key) string { return k.Name })
}

func (s *Shape) nullable() *Shape {
	s.Nullable = true
	return s
}

func (s *Shape) requires(keys ...string) *Shape {
	s.Required = keys
	return s
}
