package gocode

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"
)

// cell is a line with columns, as it was printed without padding.
type cell struct {
	start  int   // where it begins
	splits []int // where its second and further columns begin
	size   int   // of its key, or of itself if it has none
	isLine bool  // it is on one line
	apart  bool  // an empty line or a comment is above
}

// columns aligns the columns of neighbouring lines as gofmt does: those of a section.
type columns struct {
	section  []cell
	previous int     // the size of the item before, or 0 if it has lines
	sum      float64 // of the logarithms of the sizes in the section
	count    int
}

// add adds a line. If keys matter, a key that is much longer or shorter than those
// above begins a new section.
func (c *columns) add(p *printer, next cell, keys bool) {
	size := 0
	if next.isLine {
		size = next.size
	}
	if next.apart || !next.isLine || next.splits == nil || keys && c.differs(size) {
		c.end(p)
		c.sum, c.count = 0, 0
	}
	if c.previous = size; size > 0 {
		c.sum += math.Log(float64(size))
		c.count++
	}
	if next.splits != nil && next.isLine {
		c.section = append(c.section, next)
	}
}

// differs reports whether a key of some size does not fit the section.
func (c *columns) differs(size int) bool {
	const small, limit = 40, 2.5 // those of gofmt
	switch {
	case c.previous == 0 || size == 0:
		return true
	case c.count == 0 || c.previous <= small && size <= small:
		return false
	}
	ratio := float64(size) / math.Exp(c.sum/float64(c.count))
	return limit*ratio <= 1 || limit <= ratio
}

// end aligns the section.
func (c *columns) end(p *printer) {
	for column := 0; ; column++ {
		widest := 0
		for _, line := range c.section {
			widest = max(widest, line.width(p, column))
		}
		if widest == 0 {
			break
		}
		for _, line := range c.section {
			if w := line.width(p, column); w > 0 {
				p.pads = append(p.pads, pad{line.splits[column], widest - w})
			}
		}
	}
	c.section = c.section[:0]
}

// width is the width of a column, or 0 if the line does not have it.
func (line cell) width(p *printer, column int) int {
	if column >= len(line.splits) {
		return 0
	}
	from := line.start
	if column > 0 {
		from = line.splits[column-1]
	}
	return utf8.RuneCount(p.out[from:line.splits[column]])
}

// pad is spaces that a column needs.
type pad struct{ at, spaces int }

// padded is what was printed, with the padding of all columns.
func (p *printer) padded() []byte {
	slices.SortFunc(p.pads, func(a, b pad) int { return cmp.Compare(a.at, b.at) })
	size := len(p.out)
	for _, pad := range p.pads {
		size += pad.spaces
	}
	out, from := make([]byte, 0, size), 0
	for _, pad := range p.pads {
		out = append(out, p.out[from:pad.at]...)
		for range pad.spaces {
			out = append(out, ' ')
		}
		from = pad.at
	}
	return append(out, p.out[from:]...)
}
