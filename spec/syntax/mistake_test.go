package syntax_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// TestMistakes holds where, and how, a mistake in the YAML is reported: at what
// was written wrong, and not where the parser gave up.
func TestMistakes(t *testing.T) {
	t.Parallel()
	const role = "version: 1\nroles:\n  Job:\n    kind: other\n"
	for _, c := range []struct {
		name, text string
		line       int
		message    string
		help       string
	}{
		{"tab", role + "\troleName: job\n", 5, "a tab indents this line", "spaces"},
		{"tab behind spaces", role + "  \troleName: job\n", 5, "a tab indents this line", "spaces"},
		{"tab between keys", role + "    trust: {service: ec2,\tguard: none}\n", 5, "a tab stands before this key", "space"},
		{"double quote", role + "    roleName: \"job\n    path: /\n    doc: \"text\"\n", 5, `the quote " that opens here`, `close it with "`},
		{"single quote", role + "    roleName: 'job\n    path: '/'\n", 5, "the quote ' that opens here", "close it with '"},
		{"quote up to the end", role + "    roleName: \"job\n    path: /\n", 5, `the quote " that opens here`, `close it with "`},
		{"quote in a list", role + "    a:\n      - \"b\n      - \"c\"\n", 6, `the quote " that opens here`, `close it with "`},
		{"apostrophe in a text before the quote", role + "    doc: it's his\n    roleName: \"job\n    path: \"/\"\n", 6, `the quote " that opens here`, `close it with "`},
		{"apostrophes in a block before the quote", role + "    doc: |\n      It's 'his\n    roleName: \"job\n    path: \"/\"\n", 7, `the quote " that opens here`, `close it with "`},
		{"brace", role + "    trust: {service: ec2\n    path: /\n", 5, "the { that opens here is not closed", "}"},
		{"bracket", role + "    a: [b, c\n    path: /\n", 5, "the [ that opens here is not closed", "]"},
		{"crossed brackets", role + "    a: {b: [c}\n", 5, "the [ that opens here is closed by a }", "]"},
		{"between two levels", role + "   roleName: job\n", 5, "this line is indented by 3 spaces, as no line above it", "4, 2, 0"},
		{"deeper than its neighbours", role + "      roleName: job\n", 5, "this line is indented by 6 spaces, more than the line above it", "4 spaces"},
		{"deeper in a list", "a:\n  - b: c\n      d: e\n", 3, "this line is indented by 6 spaces", "4 spaces"},
		{"no colon", role + "    roleName job\n    path: /\n", 5, `"roleName job" is not a key with a value`, "roleName: job"},
		{"no space behind the colon", role + "    roleName:job\n    path: /\n", 5, `"roleName:job" is not a key with a value`, "roleName: job"},
		{"star", role + "    a: *\n", 5, "an alias begins here", `"*"`},
		{"at sign", role + "    a: @b\n", 5, "no text begins with this character", "quote"},
		{"second colon", role + "    doc: this: that\n", 5, "second colon", "quote"},
		{"no comma", role + "    a: {b: \"c\" d: e}\n", 5, "a comma or a closing bracket is missing", ""},
		{"a key without its colon", "roles:\n  R\n    kind: other\n", 2, "\"R\" has lines below it and no colon", "write R:"},
		{"text behind a quote", role + "    a: \"b\"c\n", 5, "YAML allows nothing here", "compare"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &diag.List{}
			if syntax.Parse(syntax.NewSource("x.yaml", []byte(c.text)), []byte(c.text), l) != nil || l.Len() != 1 {
				t.Fatalf("got %d findings, want one and no tree", l.Len())
			}
			f := l.Findings()[0]
			if f.Line != c.line || f.Code != "bad-yaml" || !strings.Contains(f.Message, c.message) || !strings.Contains(f.Help, c.help) {
				t.Errorf("got line %d: %s [%s] (%s), want line %d: %s (%s)", f.Line, f.Message, f.Code, f.Help, c.line, c.message, c.help)
			}
		})
	}
}

// TestInsteadOfTags holds what to write where people bring tags, or functions,
// from CloudFormation.
func TestInsteadOfTags(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`!Ref Bucket`:                  `write "${Bucket}"`,
		`!Ref AWS::Region`:             `write "${AWS::Region}"`,
		`!GetAtt Role.Arn`:             `write "${Role.Arn}"`,
		`!GetAtt [Role, Arn]`:          `write "${Role.Arn}"`,
		`!Sub "arn:aws:s3:::${B}/*"`:   `write "arn:aws:s3:::${B}/*"; every text of a spec has placeholders`,
		`!Sub ["${A}", {A: b}]`:        "write the text alone, with what its variables stand for in their place",
		`!If [Some, a, !Ref "AWS::X"]`: "write {value: …, when: Parameter}, or when: Parameter in the statement",
		`!ImportValue x`:               "declare a parameter, and write its placeholder, e.g., ${Bucket}",
	} {
		l := &diag.List{}
		text := "a: " + text + "\nb: !Ref C\n"
		if syntax.Parse(syntax.NewSource("x.yaml", []byte(text)), []byte(text), l) != nil || l.Len() != 1 {
			t.Fatalf("%s: got %d findings, want one and no tree", text, l.Len())
		}
		if f := l.Findings()[0]; f.Code != "yaml-tag" || f.Help != want {
			t.Errorf("%s: got %q [%s], want %q", text, f.Help, f.Code, want)
		}
	}
}
