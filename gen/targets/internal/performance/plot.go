package main

import (
	"bytes"
	"fmt"
	"math"
)

// lines are what the plot shows, in colors that people who are color-blind can tell apart.
var lines = []struct{ name, title, color string }{
	{"Process/generate", "generate", "#000000"},
	{"Process/check", "generate --check", "#999999"},
	{"Stages/cdk", "cdk", "#d55e00"},
	{"Stages/constants", "constants", "#0072b2"},
	{"Stages/terraform", "terraform", "#009e73"},
	{"Stages/lint", "lint", "#cc79a7"},
	{"Stages/load", "load", "#e69f00"},
	{"Stages/cloudformation", "cloudformation", "#56b4e9"},
	{"Stages/policies", "policies", "#7f6000"},
}

const width, height, left, top = 760, 460, 70, 30

// plot is processor time by number of roles, both on logarithmic scales, on which time that
// grows as roles do is a line of slope 1.
func (r *results) plot() []byte {
	const x0, x1, y0, y1 = left, width - 190, height - 50, top
	x := func(roles float64) float64 { return x0 + (math.Log10(roles)-1)*(x1-x0)/2 }
	y := func(ms float64) float64 { return y0 - math.Log10(ms)*(y0-y1)/4 }
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13" role="img" aria-label="Processor time by number of roles">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	for _, ms := range []float64{1, 10, 100, 1000, 10000} {
		fmt.Fprintf(&b, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%.0f</text>`+"\n", x0, y(ms), x1, x0-8, y(ms)+4, ms)
	}
	for _, roles := range []float64{10, 100, 1000} {
		fmt.Fprintf(&b, `<path d="M%.1f %dV%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle">%.0f</text>`+"\n", x(roles), y0, y1, x(roles), y0+18, roles)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">roles</text><text x="8" y="18">processor time in ms</text>`+"\n", (x0+x1)/2, height-12)
	for i, l := range lines {
		path := "M"
		for _, roles := range []int{10, 100, 1000} {
			ms, err := r.Value(fmt.Sprintf("%s/roles=%d", l.name, roles), "cpu-ms/op")
			if err != nil {
				continue
			}
			path += fmt.Sprintf("%.1f %.1f ", x(float64(roles)), y(max(ms, 1)))
		}
		key := top + 10 + i*22
		fmt.Fprintf(&b, `<path d="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", path, l.color)
		fmt.Fprintf(&b, `<path d="M%d %dh24" stroke="%s" stroke-width="2"/><text x="%d" y="%d">%s</text>`+"\n", x1+20, key, l.color, x1+50, key+4, l.title)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}
