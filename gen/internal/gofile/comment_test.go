package gofile

import (
	"bytes"
	"go/format"
	"testing"

	"github.com/dave/jennifer/jen"
)

// FuzzDoc looks for a text of a spec that breaks out of its comment, or that
// gofmt would lay out differently once it is a comment.
func FuzzDoc(f *testing.F) {
	for _, s := range []string{
		"Reads a bucket.", "*/ func main() {}", "a\nb", "\tcode", "# Heading", "#", "1. one\n2. two", "- item", "See <x",
		"[a]: https://example.com", "go:build ignore", "+build ignore", "line one\r\nline two", "\x00", "\u2028",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := New("p", text+".yaml")
		file.Package(Sentence(text))
		file.Decl(Doc("https://example.com/"+text, text), jen.Type().Id("T").Struct(
			Item(DocAt(1, "", text), jen.Id("F").String()),
		))
		file.Decl(Doc("", text, text), jen.Func().Id("f").Params().Block(Item(DocAt(1, "", text), jen.Return())))
		src := file.Bytes()
		again, err := format.Source(src)
		if err != nil || !bytes.Equal(src, again) {
			t.Errorf("gofmt: %v\n%s\nbecomes\n%s", err, src, again)
		}
		if n := bytes.Count(src, []byte("\nfunc ")) + bytes.Count(src, []byte("\ntype ")); n != 2 {
			t.Errorf("%d declarations in\n%s", n, src)
		}
	})
}
