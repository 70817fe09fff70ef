package constants

import (
	"maps"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

// vocabulary is all texts of one kind, with their identifiers.
type vocabulary struct {
	file   string // e.g., "actions.go"
	typ    string // e.g., "Action"
	doc    string
	ident  func(string) string
	idents map[string]string // by text
}

func newVocabulary(file, typ, doc string, ident func(string) string) *vocabulary {
	return &vocabulary{file: file, typ: typ, doc: doc, ident: ident, idents: map[string]string{}}
}

func (v *vocabulary) add(text string) { v.idents[text] = "" }

func (v *vocabulary) empty() bool { return len(v.idents) == 0 }

// declare gives each text its identifier, in the order in which the file has
// them.
func (v *vocabulary) declare(scope *naming.Scope) {
	for _, text := range slices.Sorted(maps.Keys(v.idents)) {
		v.idents[text] = scope.Name(v.ident(text))
	}
}

func (p *pkg) vocabularies() []*vocabulary {
	return []*vocabulary{p.sids, p.actions, p.keys, p.tags, p.principals}
}

// collect finds every text of a document that is a constant.
func (p *pkg) collect() {
	p.sids = newVocabulary("sids.go", "Sid", "The Sids of statements.", naming.Sid)
	p.actions = newVocabulary("actions.go", "Action", "The actions that documents name.", naming.Action)
	p.keys = newVocabulary("condition_keys.go", "ConditionKey", "The condition keys that documents name.", naming.ConditionKey)
	p.tags = newVocabulary("tag_keys.go", "TagKey", "The keys of tags, on roles and in conditions.", naming.TagKey)
	p.principals = newVocabulary("principals.go", "Principal", "The principals that documents name.", naming.Principal)
	for _, r := range p.spec.Roles {
		for _, t := range r.Tags {
			p.tags.add(t.Key)
		}
	}
	for _, sub := range p.subjects {
		for _, d := range sub.documents {
			for _, st := range d.doc.Statements {
				p.collectStatement(st)
			}
		}
	}
	for _, v := range p.vocabularies() {
		v.declare(p.scope)
	}
}

func (p *pkg) collectStatement(st *spec.Statement) {
	if st.Sid != "" {
		p.sids.add(st.Sid)
	}
	p.actions.addItems(st.Actions)
	for _, pr := range st.Principals {
		p.principals.addItems(pr.Values)
	}
	for _, c := range st.Conditions {
		if c.KeyValue == nil {
			p.keys.add(c.Key)
		}
		if tag, ok := tagOf(c.Key); ok {
			p.tags.add(tag)
		}
		if strings.EqualFold(c.Key, "aws:TagKeys") {
			p.collectTagKeys(c.Values)
		}
	}
}

// addItems adds the literal values of a list.
func (v *vocabulary) addItems(items []spec.Item) {
	for _, it := range items {
		if lit, ok := it.Value.Literal(); ok {
			v.add(lit)
		}
	}
}

// collectTagKeys adds those values that are keys and not patterns of keys.
func (p *pkg) collectTagKeys(items []spec.Item) {
	for _, it := range items {
		if lit, ok := it.Value.Literal(); ok && !glob.HasWildcard(lit) {
			p.tags.add(lit)
		}
	}
}

// tagOf is the key of the tag that a condition key such as
// "aws:ResourceTag/team" is about.
func tagOf(key string) (string, bool) {
	name, tag, ok := strings.Cut(key, "/")
	return tag, ok && tag != "" && strings.HasSuffix(strings.ToLower(name), "tag")
}

func (p *pkg) vocabularyFile(v *vocabulary) *gofile.File {
	f := gofile.New(p.name, p.spec.File)
	var specs []jen.Code
	for _, text := range slices.Sorted(maps.Keys(v.idents)) {
		specs = append(specs, jen.Id(v.idents[text]).Id(v.typ).Op("=").Lit(text))
	}
	if len(specs) > 0 {
		f.Decl(gofile.Doc("", v.doc), jen.Const().Defs(specs...))
	}
	return f
}
