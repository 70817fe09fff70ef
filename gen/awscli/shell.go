package awscli

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/internal/header"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag/show"
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

// jsonObject is an object of one key.
func jsonObject(key, value string) string {
	text, err := json.Marshal(map[string]string{key: value})
	if err != nil {
		panic(err)
	}
	return string(show.EscapeJSON(text))
}

// script is a shell script in the making: one call of the AWS CLI.
type script struct {
	doc   []string
	names *spec.NameList // that there are roles for; nil for one role
	needs []variable     // that the environment must have
	call  []string       // the command and its arguments, one a line

	profile string // of a cluster, for --ec2-attributes, as one word; or ""
}

// variable is something that the spec does not say.
// mergeAttributes merges the --ec2-attributes that a script is called with into its own,
// because the AWS CLI takes only the last ones. A profile or a subnet among them wins.
const mergeAttributes = `
EC2= n=$#
while [ $n -gt 0 ]; do
  n=$((n - 1))
  case $1 in
    --ec2-attributes) EC2=$EC2,${2?--ec2-attributes has no value} && shift && n=$((n - 1)) ;;
    --ec2-attributes=*) EC2=$EC2,${1#*=} ;;
    *) set -- "$@" "$1" ;;
  esac
  shift
done
case $EC2 in ,\{* | ,file:*) echo "write --ec2-attributes as KEY=VALUE,...: JSON cannot be merged" >&2 && exit 2 ;; esac
case $EC2, in *,SubnetId=* | *,SubnetIds=*) ;; *) EC2=,SubnetId=${SUBNET_ID:?the subnet of the cluster}$EC2 ;; esac
case $EC2, in *,InstanceProfile=*) ;; *) EC2=,InstanceProfile=PROFILE$EC2 ;; esac
EC2=${EC2#,}
`

type variable struct{ name, what string }

// need is the value of a variable as one word.
func (s *script) need(name, what string) string {
	s.needs = append(s.needs, variable{name, what})
	return `"$` + name + `"`
}

func (s *script) option(name string, words ...string) {
	s.call = append(s.call, strings.Join(append([]string{"--" + name}, words...), " "))
}

// value is an option with a value of the spec, which is one even if it begins
// as an option does.
func (s *script) value(name string, v spec.Value, b spec.Binding) {
	if text := word(v, b); strings.HasPrefix(strings.TrimPrefix(text, "'"), "-") {
		s.call = append(s.call, "--"+name+"="+text)
	} else {
		s.option(name, text)
	}
}

// text is the script, made from a spec in a file. What it is called with is
// handed on.
func (s *script) text(file string) string {
	var b strings.Builder
	b.WriteString("#!/bin/sh\n" + header.Comment("#", file) + "\n#\n")
	for _, line := range s.doc {
		b.WriteString(strings.TrimRight("# "+show.Line(line), " ") + "\n")
	}
	b.WriteString("set -eu\n")
	if s.names != nil {
		b.WriteString(": \"${1:?the name of the member, e.g., " + s.names.Names[0] + "}\"\nNAME=$1\nshift\n")
		b.WriteString(cases(s.names))
	}
	for _, v := range s.needs {
		b.WriteString(": \"${" + v.name + ":?" + v.what + "}\"\n")
	}
	if s.profile != "" {
		b.WriteString(strings.ReplaceAll(mergeAttributes, "PROFILE", s.profile))
	}
	b.WriteString("\nexec " + strings.Join(append(s.call, `"$@"`), " \\\n  ") + "\n")
	return b.String()
}
