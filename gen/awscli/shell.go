package awscli

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// quote quotes a text as one word for a POSIX shell.
func quote(s string) string {
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plainRune(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// plainRune reports whether r has no special meaning in a shell.
func plainRune(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("_-./:=@%+,", r)
}

// word is a value as one word. The name that a role is made for is taken from
// the variable NAME.
//
//	arn:aws:iam::123456789012:role/emr-"$NAME"-job
func word(v spec.Value, b spec.Binding) string { return wordOf(pieces(v, b)) }

// shorthand is a value as a word that is the value of a key in the shorthand
// syntax of the AWS CLI, where a comma ends it unless it is in quotes. The name
// that a role is made for has nothing that needs them.
// https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
func shorthand(v spec.Value, b spec.Binding) string {
	all := pieces(v, b)
	special := func(p piece) bool {
		return strings.ContainsFunc(p.text, func(r rune) bool { return !plainRune(r) || r == ',' || r == '=' })
	}
	if !slices.ContainsFunc(all, special) {
		return wordOf(all)
	}
	for i := range all {
		all[i].text = escapes.Replace(all[i].text)
	}
	return wordOf(slices.Concat([]piece{{text: `"`}}, all, []piece{{text: `"`}}))
}

var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// piece is text, or a variable of the script: the name that a role is made for, or a
// value of that name.
type piece struct {
	text     string // of a variable: an example of its value
	variable string // e.g., "NAME"; "" for text
}

func pieces(v spec.Value, b spec.Binding) []piece {
	var out []piece
	for _, p := range v.Expand() {
		one := piece{text: b.Text(spec.Value{p})}
		switch p := p.(type) {
		case spec.EachName:
			one.variable = "NAME"
		case spec.EachValue:
			one.variable = valueVariable(p.Key)
		}
		out = append(out, one)
	}
	return out
}

// valueVariable is the variable with the value that the name has under a key.
func valueVariable(key string) string { return "EACH_" + strings.ToUpper(naming.Snake(key)) }

func wordOf(all []piece) string {
	var out, text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			out.WriteString(quote(text.String()))
			text.Reset()
		}
	}
	for _, p := range all {
		if p.variable != "" {
			flush()
			out.WriteString(`"$` + p.variable + `"`)
			continue
		}
		text.WriteString(p.text)
	}
	flush()
	if out.Len() == 0 {
		return "''"
	}
	return out.String()
}

// cases sets the variables with the values of the name.
func cases(l *spec.NameList) string {
	if len(l.Keys) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("case $NAME in\n")
	for i, name := range l.Names {
		b.WriteString(name + ")")
		for _, key := range l.Keys {
			b.WriteString(" " + valueVariable(key) + "=" + quote(l.Values[i][key]))
		}
		b.WriteString(" ;;\n")
	}
	b.WriteString("*) echo \"$0: $NAME has no values in the spec\" >&2; exit 2 ;;\nesac\n")
	return b.String()
}

// memberOf takes the name that a role is made for, and sets the variables with its values.
func memberOf(l *spec.NameList) string {
	return ": \"${1:?the name of the member, e.g., " + l.Names[0] + "}\"\nNAME=$1\nshift\n" + cases(l)
}

// option is an option with a word, which is one even if it begins as an option does.
func option(name, word string) string {
	if strings.HasPrefix(strings.TrimPrefix(word, "'"), "-") {
		return "--" + name + "=" + word
	}
	return "--" + name + " " + word
}
