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

var _ gen.Planner = Target{}

// Name is "cloudformation".
func (Target) Name() string { return "cloudformation" }

// Patterns match the paths of Files.
func (Target) Patterns() []string {
	return []string{"cloudformation/*.yaml"}
}

// Files compiles s to its templates.
func (Target) Files(s *spec.Spec, o spec.Options, l *diag.List) []gen.File {
	files := plan(s, o, l)
	for i, stack := range s.Stacks {
		files[i].Content = Template(s, stack)
		checkStack(stack, len(files[i].Content), l)
	}
	return files
}

// Plan names the template of each stack. It compiles only those that could be
// over a quota.
func (Target) Plan(s *spec.Spec, o spec.Options, l *diag.List) []gen.File {
	files := plan(s, o, l)
	for _, stack := range s.Stacks {
		size := atMost(s, stack)
		if size > maxDirect {
			size = len(Template(s, stack))
		}
		checkStack(stack, size, l)
	}
	return files
}

func plan(s *spec.Spec, o spec.Options, l *diag.List) []gen.File {
	o.Strings("cloudformation", nil, l)
	var files []gen.File
	for _, stack := range s.Stacks {
		files = append(files, gen.File{Path: "cloudformation/" + stack.Name + ".yaml"})
	}
	return files
}

// Template compiles one stack of s to a template.
func Template(s *spec.Spec, stack *spec.Stack) []byte {
	t := newTemplate(s, stack)
	return append([]byte(header.Comment("#", s.File)+"\n"), printYAML(t.document())...)
}
