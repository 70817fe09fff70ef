package constants

import (
	"strings"

	"github.com/emriam/emriam/gen/internal/gofile"
)

// docFile has the documentation of the package.
func (p *pkg) docFile() *gofile.File {
	f := gofile.New(p.name, p.spec.File)
	paragraphs := []string{
		"Package " + p.name + " holds the IAM roles and policies of " + p.spec.Name + ": their names, their ARNs, " +
			"and their policy documents, with a typed constant for each text in them.",
		gofile.Sentence(p.spec.Doc),
		"A name is a constant. An ARN is a function of the account. A document is a function of the account and, " +
			"if it depends on any, of the parameters of its role or policy:",
		p.usage(),
		p.severalDoc(),
		"A document function panics if a required parameter is not given.",
		"The package imports only the standard library.",
	}
	f.Package(paragraphs...)
	return f
}

// severalDoc is about functions that take a name, if there are any.
func (p *pkg) severalDoc() string {
	if len(p.lists) == 0 {
		return ""
	}
	l := p.lists[p.spec.NameLists[0]]
	return "Some roles and policies have a member for each of several names. Their functions take the name after the account: " +
		l.fn + " returns the " + l.String() + ". They accept other names, too."
}

// usage shows the first document.
func (p *pkg) usage() string {
	lines := []string{`a := ` + p.name + `.Account{Partition: "aws", Region: "us-east-1", ID: "123456789012"}`}
	for _, sub := range p.subjects {
		for _, d := range sub.documents {
			if d.doc.Presence() == nil && p.spec.ParamsOfDocument(d.doc) == nil {
				args := "a"
				if sub.list != nil {
					args += ", " + p.name + "." + sub.list.idents[sub.list.Names[0]]
				}
				lines = append(lines, "fmt.Println("+p.name+"."+d.fn+"("+args+"))")
				return "\t" + strings.Join(lines, "\n\t")
			}
		}
	}
	return "\t" + lines[0]
}
