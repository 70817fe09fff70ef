package cloudformation

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/emriam/emriam/spec/syntax/layout"
)

func TestQuoted(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"elasticmapreduce.amazonaws.com":     "elasticmapreduce.amazonaws.com",
		"arn:${AWS::Partition}:s3:::${B}/*":  "arn:${AWS::Partition}:s3:::${B}/*",
		"s3:GetObject":                       "s3:GetObject",
		"${aws:username}":                    "${aws:username}",
		"/emr/":                              "/emr/",
		"ec2.amazonaws.com*":                 "ec2.amazonaws.com*",
		"a #b":                               `"a #b"`,
		"a#b":                                "a#b",
		"a: b":                               `"a: b"`,
		"arn:aws:iam::":                      `"arn:aws:iam::"`,
		"":                                   `""`,
		"*":                                  `"*"`,
		"2012-10-17":                         `"2012-10-17"`,
		"123456789012":                       `"123456789012"`,
		"012":                                `"012"`,
		"0x1F":                               `"0x1F"`,
		"0o17":                               `"0o17"`,
		"1_000":                              `"1_000"`,
		"190:20:30":                          `"190:20:30"`,
		"1e3":                                `"1e3"`,
		".5":                                 `".5"`,
		".inf":                               `".inf"`,
		"+1":                                 `"+1"`,
		"2001-12-14t21:59:43.10-05:00":       `"2001-12-14t21:59:43.10-05:00"`,
		"10.0.0.0/8":                         "10.0.0.0/8",
		"true":                               `"true"`,
		"Yes":                                `"Yes"`,
		"no":                                 `"no"`,
		"on":                                 `"on"`,
		"OFF":                                `"OFF"`,
		"~":                                  `"~"`,
		"null":                               `"null"`,
		"=":                                  `"="`,
		"<<":                                 `"<<"`,
		"- a":                                `"- a"`,
		"'none'":                             `"'none'"`,
		"a\nb":                               `"a\nb"`,
		"tab\tbed":                           `"tab\tbed"`,
		"back\\slash":                        "back\\slash",
		"say \"hi\"":                         "say \"hi\"",
		"nel\u0085ls\u2028":                  `"nel\x85ls\u2028"`,
		"Größe":                              "Größe",
		"^$|^arn:aws[a-z-]*:kms:[a-z0-9-]+$": "^$|^arn:aws[a-z-]*:kms:[a-z0-9-]+$",
	} {
		if got := printed(s, false); got != want {
			t.Errorf("quoted(%q) = %s, want %s", s, got, want)
		}
		readsBack(t, s)
	}
}

// printed is a text as it stands in a block or in a list on one line.
func printed(s string, inFlow bool) string {
	if inFlow {
		out, _ := style.Flow(text(s))
		return out
	}
	out, _ := style.OneLine(text(s), 0)
	return out
}

func TestQuotedInFlow(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"AWS::Partition": "AWS::Partition",
		"a,b":            `"a,b"`,
		"${A}":           `"${A}"`,
		"arn:aws":        `"arn:aws"`,
		"HasKey":         "HasKey",
		"":               `""`,
	} {
		if got := printed(s, true); got != want {
			t.Errorf("quoted(%q) = %s, want %s", s, got, want)
		}
	}
}

func FuzzQuoted(f *testing.F) {
	for _, s := range []string{"a", "*", "1", "a: b", "a #", "\x00", "\u2028", "’", "a\\n", "'", "\"", "{a}", "!a", "0b1", "1:2", "\r\n", " ", "\U0001f600"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		readsBack(t, strings.ToValidUTF8(s, ""))
	})
}

// readsBack checks that a YAML parser reads s back as a value, as a key and in
// flow style.
func readsBack(t *testing.T, s string) {
	t.Helper()
	doc := printYAML(dict{
		{Key: s, Value: dict{{Key: "Block", Value: list{text(s), call("!Sub", text(s))}, Comments: []string{s}}}},
		{Key: "Flow" + s, Value: call("!If", list{text(s), text("b")})},
	})
	var got map[string]any
	if err := yaml.Unmarshal(doc, &got); err != nil {
		t.Fatalf("%q: %v\n%s", s, err, doc)
	}
	block, ok := got[s].(map[string]any)
	if !ok {
		t.Fatalf("%q is not a key of\n%s", s, doc)
	}
	items, _ := block["Block"].([]any)
	if len(items) != 2 || items[0] != s || items[1] != s {
		t.Fatalf("%q: block list is %q in\n%s", s, items, doc)
	}
	in, _ := got["Flow"+s].([]any)
	if len(in) != 2 || in[0] != s {
		t.Fatalf("%q: flow list is %q in\n%s", s, in, doc)
	}
}

// Folded, a text is the same text.
func TestFoldedProse(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		strings.Repeat("word ", 40) + "end.", strings.Repeat("x", 200), "# " + strings.Repeat("a: b, ", 30) + "c", "- " + strings.Repeat("é日本 ", 30) + "|",
		"two  spaces " + strings.Repeat("word ", 40), "ends with a space " + strings.Repeat("word ", 40), strings.Repeat("a\u00a0b ", 40) + "c", strings.Repeat("word ", 20) + "\n" + strings.Repeat("word ", 20) + "x",
	} {
		printed := printYAML(dict{{Key: "Description", Value: prose(s)}, {Key: "Other", Value: dict{{Key: "Description", Value: prose(s)}}}})
		var got struct {
			Description string `yaml:"Description"`
			Other       struct {
				Description string `yaml:"Description"`
			} `yaml:"Other"`
		}
		if err := yaml.Unmarshal(printed, &got); err != nil || got.Description != s || got.Other.Description != s {
			t.Errorf("%q becomes %q, %v:\n%s", s, got, err, printed)
		}
		for _, line := range strings.Split(string(printed), "\n") {
			if layout.Foldable(s) && len(line) > style.Prose && strings.Contains(strings.TrimSpace(line), " ") {
				t.Errorf("%d columns: %s", len(line), line)
			}
		}
	}
}
