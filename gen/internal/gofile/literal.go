package gofile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/gen/internal/gocode"
)

// Field is "Name: value" in a composite literal, or nil if the value is nil.
func Field(name string, value gocode.Code) gocode.Code {
	if value == nil {
		return nil
	}
	return gocode.Id(name).Op(":").Add(value)
}

// Entry is "key: value" in the literal of a map.
func Entry(key, value gocode.Code) gocode.Code { return gocode.Add(key).Op(":").Add(value) }

// Item is an item of a literal with a comment above.
func Item(comment, value gocode.Code) gocode.Code { return gocode.Add(comment).Add(value) }

// Struct is the body of a composite literal with one item per line, in the given order.
func Struct(items ...gocode.Code) gocode.Code { return gocode.Lines("{", items...) }

// List is the body of a composite literal: a single item on the same line, several on
// lines of their own. Nil items are omitted.
func List(items ...gocode.Code) gocode.Code {
	items = slices.DeleteFunc(slices.Clone(items), func(c gocode.Code) bool { return c == nil })
	if len(items) <= 1 {
		return gocode.Values(items...)
	}
	return Struct(items...)
}

// Text is a string literal, in backquotes if that is easier to read.
func Text(s string) gocode.Code {
	if strings.Contains(s, `\`) && strconv.CanBackquote(s) {
		return gocode.Id("`" + s + "`")
	}
	return gocode.Lit(s)
}
