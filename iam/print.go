package iam

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// JSON prints d with its keys in the order of IAM's documentation, an indent of two spaces,
// lists of one value as that value, and a final newline.
//
// Invariant: no statement has two conditions with the same operator and key, which JSON
// cannot express.
func (d *Document) JSON() []byte {
	var out bytes.Buffer
	if err := json.Indent(&out, d.Compact(), "", "  "); err != nil {
		panic(fmt.Sprintf("iam: printed %s: %v", d.Compact(), err))
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// Size returns the number of characters of d that count towards IAM's quotas: all except
// white space between tokens.
func (d *Document) Size() int {
	var w writer
	w.document(d)
	return w.size
}

// Compact returns what JSON does without white space.
func (d *Document) Compact() []byte {
	w := writer{out: &bytes.Buffer{}}
	w.document(d)
	return w.out.Bytes()
}

// writer writes JSON without white space.
type writer struct {
	out  *bytes.Buffer // nil to count only
	size int           // in characters
	last byte
}

func (w *writer) document(d *Document) {
	w.open("{")
	if d.Version != "" {
		w.key("Version")
		w.text(d.Version)
	}
	if d.ID != "" {
		w.key("Id")
		w.text(d.ID)
	}
	w.key("Statement")
	w.open("[")
	for _, st := range d.Statements {
		w.comma()
		w.statement(st)
	}
	w.close("]")
	w.close("}")
}

func (w *writer) statement(st Statement) {
	w.open("{")
	if st.Sid != "" {
		w.key("Sid")
		w.text(st.Sid)
	}
	w.key("Effect")
	w.text(st.Effect)
	if st.Principals != nil {
		w.key(not(st.NotPrincipals, "Principal"))
		w.principals(st.Principals)
	}
	if st.Actions != nil {
		w.key(not(st.NotActions, "Action"))
		w.texts(st.Actions)
	}
	if st.Resources != nil {
		w.key(not(st.NotResources, "Resource"))
		w.texts(st.Resources)
	}
	if len(st.Conditions) > 0 {
		w.key("Condition")
		w.conditions(st.Conditions)
	}
	w.close("}")
}

func not(negated bool, key string) string {
	if negated {
		return "Not" + key
	}
	return key
}

// principals merges principals of one type, which JSON can state only once.
func (w *writer) principals(ps []Principal) {
	if len(ps) == 1 && ps[0].Type == "*" {
		w.text("*")
		return
	}
	var types []string
	values := map[string][]string{}
	for _, p := range ps {
		if p.Type == "*" {
			p = Principal{"AWS", []string{"*"}}
		}
		if _, ok := values[p.Type]; !ok {
			types = append(types, p.Type)
		}
		values[p.Type] = append(values[p.Type], p.Values...)
	}
	w.open("{")
	for _, typ := range types {
		w.key(typ)
		w.texts(values[typ])
	}
	w.close("}")
}

// conditions groups conditions by operator.
func (w *writer) conditions(cs []Condition) {
	var operators []string
	under, seen := map[string][]Condition{}, map[[2]string]bool{}
	for _, c := range cs {
		if under[c.Operator] == nil {
			operators = append(operators, c.Operator)
		}
		id := [2]string{c.Operator, c.Key}
		if seen[id] {
			panic(fmt.Sprintf("iam: two conditions %s of %s", c.Operator, c.Key))
		}
		seen[id] = true
		under[c.Operator] = append(under[c.Operator], c)
	}
	w.open("{")
	for _, op := range operators {
		w.key(op)
		w.open("{")
		for _, c := range under[op] {
			w.key(c.Key)
			w.texts(c.Values)
		}
		w.close("}")
	}
	w.close("}")
}

func (w *writer) texts(ss []string) {
	if len(ss) == 1 {
		w.text(ss[0])
		return
	}
	w.open("[")
	for _, s := range ss {
		w.comma()
		w.text(s)
	}
	w.close("]")
}

func (w *writer) text(s string) {
	if isPlain(s) {
		w.write(`"`)
		w.write(s)
		w.write(`"`)
		return
	}
	var quoted strings.Builder
	enc := json.NewEncoder(&quoted)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(fmt.Sprintf("iam: text %q: %v", s, err))
	}
	w.write(strings.TrimSuffix(quoted.String(), "\n"))
}

// isPlain reports whether a text needs no escape in JSON, which is the common case and
// faster than an encoder.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func (w *writer) key(k string) {
	w.comma()
	w.text(k)
	w.write(":")
}

func (w *writer) open(bracket string)  { w.write(bracket) }
func (w *writer) close(bracket string) { w.write(bracket) }

// comma writes a separator, unless this is the first value.
func (w *writer) comma() {
	if w.last != '{' && w.last != '[' {
		w.write(",")
	}
}

func (w *writer) write(s string) {
	if s == "" {
		return
	}
	w.size += utf8.RuneCountInString(s)
	w.last = s[len(s)-1]
	if w.out != nil {
		w.out.WriteString(s)
	}
}
