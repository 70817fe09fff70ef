package main

import (
	"bytes"
	_ "embed"
	"math"
	"strconv"
	"strings"
	"text/template"
)

// goals are how much generate may take at most, by the number of roles.
var goals = map[string]map[int]float64{
	"x-cp": {10: 8, 100: 12, 1000: 10},
	"MB":   {10: 60, 100: 120, 1000: 350},
}

//go:embed performance.md.tmpl
var pageText string

// page is docs/performance.md. It lacks a program that was not installed, and it is an
// error if another figure is missing.
func (r *results) page() ([]byte, error) {
	funcs := template.FuncMap{
		"value": r.Value, "ratio": r.Ratio, "growth": r.Growth, "has": r.Has, "n": figure,
		"met": func(x, limit float64) string {
			if x <= limit {
				return "yes"
			}
			return "**no**"
		},
		"per":   func(x, y float64) float64 { return x / y },
		"title": func(name string) string { return name[strings.LastIndexByte(name, '/')+1:] },
		"goals": func(unit string) map[int]float64 { return goals[unit] },
		"again": func(run string) string {
			return map[string]string{"nothing": "nothing to do", "check": "`--check`", "edited": "one role edited"}[run]
		},
		"list": func(items ...string) []string { return items },
	}
	var b bytes.Buffer
	err := template.Must(template.New("").Funcs(funcs).Parse(pageText)).Execute(&b, r)
	return b.Bytes(), err
}

// figure is a number with two significant digits, and all digits before the point.
func figure(x float64) string {
	if x >= 100 || x == 0 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'f', max(0, 1-int(math.Floor(math.Log10(math.Abs(x))))), 64)
}
