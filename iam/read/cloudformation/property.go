package cloudformation

import (
	"encoding/json"
	"fmt"

	"github.com/emriam/emriam/iam"
)

// properties reads the properties of a resource and keeps the first error.
type properties struct {
	values map[string]any
	used   map[string]bool
	err    error
}

func (p *properties) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// finish is the first error, or one for a property that nobody read.
func (p *properties) finish() error {
	for _, key := range sorted(p.values) {
		if !p.used[key] {
			p.fail(fmt.Errorf("property %s is not known", key))
		}
	}
	return p.err
}

func (p *properties) get(key string) any {
	p.used[key] = true
	return p.values[key]
}

func (p *properties) text(key, absent string) string {
	v := p.get(key)
	if v == nil {
		return absent
	}
	s, err := scalarText(v)
	if err != nil {
		p.fail(fmt.Errorf("%s: %w", key, err))
	}
	return s
}

func (p *properties) list(key string) []any {
	v := p.get(key)
	list, ok := v.([]any)
	if v != nil && !ok {
		p.fail(fmt.Errorf("%s: %T where a list is expected", key, v))
	}
	return list
}

func (p *properties) texts(key string) []string {
	out, err := texts(p.list(key))
	if err != nil {
		p.fail(fmt.Errorf("%s: %w", key, err))
	}
	return out
}

func (p *properties) nested(v any) *properties {
	m, ok := v.(map[string]any)
	if !ok {
		p.fail(fmt.Errorf("%T where a mapping is expected", v))
	}
	return &properties{values: m, used: map[string]bool{}}
}

func (p *properties) tags(key string) map[string]string {
	out := map[string]string{}
	for _, v := range p.list(key) {
		q := p.nested(v)
		name := q.text("Key", "")
		if _, ok := out[name]; ok {
			p.fail(fmt.Errorf("tag %q stands twice", name))
		}
		out[name] = q.text("Value", "")
		p.fail(q.finish())
	}
	return out
}

func (p *properties) document(key string) *iam.Document {
	of := p.get(key)
	src, err := json.Marshal(of)
	if text, ok := of.(string); ok {
		src = []byte(text) // a document may be the text of JSON
	}
	if err != nil {
		p.fail(fmt.Errorf("%s: %w", key, err))
		return &iam.Document{}
	}
	doc, err := iam.Parse(src)
	if err != nil {
		p.fail(fmt.Errorf("%s: %w", key, err))
		return &iam.Document{}
	}
	if len(doc.Statements) == 0 {
		p.fail(fmt.Errorf("%s: no statement", key))
	}
	return doc
}
