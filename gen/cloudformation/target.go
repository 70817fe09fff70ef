package cloudformation

import (
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/header"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Target compiles a spec to cloudformation/<stack>.yaml, one template for each
// stack. It has no options.
type Target struct{}

// Name is "cloudformation".
func (Target) Name() string { return "cloudformation" }

// Patterns match the paths of Files.
func (Target) Patterns() []string {
	return []string{"cloudformation/*.yaml"}
}

// Options are none.
func (Target) Options() []gen.Option { return nil }

// Files compiles s to its templates.
func (Target) Files(s *spec.Spec, _ gen.Values, l *diag.List) []gen.File {
	var files []gen.File
	for _, stack := range s.Stacks {
		t := newTemplate(s, stack)
		content := t.print()
		checkStack(stack, len(content), t.exports, l)
		files = append(files, gen.File{Path: "cloudformation/" + stack.Name + ".yaml", Content: content})
	}
	return files
}

// Template compiles one stack of s to a template.
func Template(s *spec.Spec, stack *spec.Stack) []byte { return newTemplate(s, stack).print() }

func (t *template) print() []byte {
	return append([]byte(header.Comment("#", t.spec.File)+"\n"), printYAML(t.document())...)
}
