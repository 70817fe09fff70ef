package constants

import (
	"maps"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// vocabulary is all texts of one kind, with their identifiers.
type vocabulary struct {
	file   string // e.g., "actions.go"
	typ    string // e.g., "Action"
	doc    string
	ident  func(string) string
	idents map[string]string // by text

	// Texts that differ by partition, by their key; principals only.
	byPartition map[string]spec.ByPartition
	functions   map[string]string
}

func newVocabulary(file, typ, doc string, ident func(string) string) *vocabulary {
	return &vocabulary{
		file: file, typ: typ, doc: doc, ident: ident,
		idents: map[string]string{}, byPartition: map[string]spec.ByPartition{}, functions: map[string]string{},
	}
}

func (v *vocabulary) add(text string) { v.idents[text] = "" }

func (v *vocabulary) empty() bool { return len(v.idents)+len(v.byPartition) == 0 }

// declare gives each text its identifier, in the order in which the file has
// them.
func (v *vocabulary) declare(scope *naming.Scope) {
	for _, key := range slices.Sorted(maps.Keys(v.byPartition)) {
		v.functions[key] = scope.Name(v.ident(key))
	}
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
		p.collectItems(nil, sub.managed)
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
	p.collectItems(p.actions, st.Actions)
	p.collectItems(nil, st.Resources)
	for _, pr := range st.Principals {
		p.collectItems(p.principals, pr.Values)
	}
	for _, c := range st.Conditions {
		p.keys.add(c.Key)
		if tag, ok := tagOf(c.Key); ok {
			p.tags.add(tag)
		}
		p.collectItems(nil, c.Values)
		if strings.EqualFold(c.Key, "aws:TagKeys") {
			p.collectTagKeys(c.Values)
		}
	}
}

// collectItems adds the literal values of a list to v, which may be nil, and
// those that differ by partition to the principals.
func (p *pkg) collectItems(v *vocabulary, items []spec.Item) {
	for _, it := range items {
		if lit, ok := it.Value.Literal(); ok && v != nil {
			v.add(lit)
		}
		for _, part := range it.Value.Expand() {
			if by, ok := part.(spec.ByPartition); ok {
				p.principals.byPartition[by.Key] = by
			}
		}
	}
}

// collectTagKeys adds those values that are keys and not patterns of keys.
func (p *pkg) collectTagKeys(items []spec.Item) {
	for _, it := range items {
		if lit, ok := it.Value.Literal(); ok && !strings.ContainsAny(lit, "*?") {
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
	for _, key := range slices.Sorted(maps.Keys(v.functions)) {
		f.Decl(byPartitionFunc(v.functions[key], v.byPartition[key])...)
	}
	return f
}

// byPartitionFunc is the function that stands for a principal that differs by
// partition. What most partitions have comes last, without a test.
func byPartitionFunc(name string, by spec.ByPartition) []jen.Code {
	usual := usualText(by)
	var body []jen.Code
	switch cases := partitionsBut(usual, by); len(cases) {
	case 0:
	case 1:
		body = append(body, jen.If(jen.Id("a").Dot("Partition").Op("==").Lit(cases[0])).Block(jen.Return(jen.Lit(by.In[cases[0]]))))
	default:
		var blocks []jen.Code
		for _, partition := range cases {
			blocks = append(blocks, jen.Case(jen.Lit(partition)).Block(jen.Return(jen.Lit(by.In[partition]))))
		}
		body = append(body, jen.Switch(jen.Id("a").Dot("Partition")).Block(blocks...))
	}
	body = append(body, jen.Return(jen.Lit(usual)))
	return []jen.Code{
		gofile.Doc("", name+" is "+usual+", or what that is in the partition of a."),
		jen.Func().Id(name).Params(jen.Id("a").Id("Account")).Id("Principal").Block(body...),
	}
}

// partitionsBut are the partitions in which by is not the usual text.
func partitionsBut(usual string, by spec.ByPartition) []string {
	var out []string
	for _, partition := range spec.Partitions {
		if by.In[partition] != usual {
			out = append(out, partition)
		}
	}
	return out
}

// usualText is the text that most partitions have, the first of several.
func usualText(by spec.ByPartition) string {
	usual := by.In[spec.Partitions[0]]
	for _, partition := range spec.Partitions {
		if text := by.In[partition]; len(partitionsBut(text, by)) < len(partitionsBut(usual, by)) {
			usual = text
		}
	}
	return usual
}
