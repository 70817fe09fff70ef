package gofile

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/internal/lists"
)

// Field is "Name: value" in a composite literal, or nil if the value is nil.
func Field(name string, value jen.Code) jen.Code {
	if value == nil {
		return nil
	}
	return jen.Id(name).Op(":").Add(value)
}

// Entry is "key: value" in the literal of a map.
func Entry(key, value jen.Code) jen.Code { return jen.Add(key).Op(":").Add(value) }

// Item is an item of a literal with a comment above.
func Item(comment, value jen.Code) jen.Code { return jen.Add(comment).Add(value) }

// Lines is the body of a composite literal, or the arguments of a call, with one item per
// line, between the brackets left and right. Nil items are omitted.
func Lines(left, right string, items ...jen.Code) jen.Code {
	items = present(items)
	return jen.Custom(jen.Options{Open: left, Close: right, Separator: ",", Multi: true}, items...)
}

// Struct is the body of a composite literal with one item per line, in the given order.
func Struct(items ...jen.Code) jen.Code { return Lines("{", "}", items...) }

// List is the body of a composite literal: a single item on the same line, several on
// lines of their own. Nil items are omitted.
func List(items ...jen.Code) jen.Code {
	if items = present(items); len(items) <= 1 {
		return jen.Values(items...)
	}
	return Struct(items...)
}

func present(items []jen.Code) []jen.Code {
	return lists.Filter(items, func(c jen.Code) bool { return c != nil })
}

// Text is a string literal, in backquotes if that is easier to read.
func Text(s string) jen.Code {
	if strings.Contains(s, `\`) && strconv.CanBackquote(s) {
		return jen.Id("`" + s + "`")
	}
	return jen.Lit(s)
}
