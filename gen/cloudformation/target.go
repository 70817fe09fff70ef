package cloudformation

import (
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/header"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Target compiles a spec to cloudformation/<stack>.yaml, one template for each
// stack.
var Target = gen.Target{Name: "cloudformation", Patterns: []string{"cloudformation/*.yaml"}, Files: files}

func files(s *spec.Spec, _ gen.Values, l *diag.List) []gen.File {
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
