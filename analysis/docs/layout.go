package docs

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Drawing is a Graph with places, for SVG. Arrows lead to the right, unless they close
// a cycle.
type Drawing struct {
	Width, Height int
	Boxes         []Box
	Curves        []Curve
}

// Box is a node.
type Box struct {
	*Node
	X, Y, W, H int
}

// Curve is an arrow.
type Curve struct {
	*Arrow
	Path  string // as in the attribute d
	Class string // its first kind
	Back  bool   // it leads to the left, so the arrowhead is at the beginning of Path
}

const (
	boxHeight = 28
	boxGap    = 10 // between boxes of a layer
	wireGap   = 8  // between what passes through a layer
	layerGap  = 72 // between layers
	margin    = 12
	charWidth = 7.1 // of the font in boxes
	sweeps    = 12
)

// slot is a box, or the place where an arrow passes through a layer.
type slot struct {
	node    *Node // nil for an arrow
	layer   int
	y       float64 // of its center
	in, out []*slot
}

func (c *slot) height() float64 {
	if c.node == nil {
		return wireGap
	}
	return boxHeight + boxGap
}

// draw places a graph in layers, as Sugiyama and others do: break cycles, assign
// layers, reduce crossings by barycenters, then move boxes towards their neighbors.
// https://en.wikipedia.org/wiki/Layered_graph_drawing
func draw(g *Graph) *Drawing {
	cells := map[*Node]*slot{}
	for _, n := range g.Nodes {
		cells[n] = &slot{node: n}
	}
	back := breakCycles(g)
	layerOf(g, back)(cells)
	layers, ways := wires(g, cells, back)
	order(layers)
	place(layers)
	return paint(g, layers, ways, back)
}

// breakCycles returns the arrows that must lead to the left.
func breakCycles(g *Graph) map[*Arrow]bool {
	out := map[*Node][]*Arrow{}
	for _, a := range g.Arrows {
		out[a.From] = append(out[a.From], a)
	}
	back, state := map[*Arrow]bool{}, map[*Node]int{}
	var visit func(*Node)
	visit = func(n *Node) {
		state[n] = 1
		for _, a := range out[n] {
			switch state[a.To] {
			case 0:
				visit(a.To)
			case 1:
				back[a] = true
			}
		}
		state[n] = 2
	}
	for _, n := range g.Nodes {
		if state[n] == 0 {
			visit(n)
		}
	}
	return back
}

// layerOf sets the layer of each cell: as far left as its arrows allow, and sources
// next to what they lead to.
func layerOf(g *Graph, back map[*Arrow]bool) func(map[*Node]*slot) {
	return func(cells map[*Node]*slot) {
		for range g.Nodes {
			moved := false
			for _, a := range g.Arrows {
				from, to := ends(a, cells, back)
				if from != to && to.layer < from.layer+1 {
					to.layer, moved = from.layer+1, true
				}
			}
			if !moved {
				break
			}
		}
		target, entered := map[*slot]int{}, map[*slot]bool{}
		for _, a := range g.Arrows {
			from, to := ends(a, cells, back)
			if from == to {
				continue
			}
			if l, ok := target[from]; !ok || to.layer-1 < l {
				target[from] = to.layer - 1
			}
			entered[to] = true
		}
		for c, l := range target {
			if !entered[c] {
				c.layer = l
			}
		}
	}
}

func ends(a *Arrow, cells map[*Node]*slot, back map[*Arrow]bool) (from, to *slot) {
	if back[a] {
		return cells[a.To], cells[a.From]
	}
	return cells[a.From], cells[a.To]
}

// wires fills the layers, and returns the cells that each arrow passes.
func wires(g *Graph, cells map[*Node]*slot, back map[*Arrow]bool) ([][]*slot, map[*Arrow][]*slot) {
	var layers [][]*slot
	add := func(c *slot) {
		for len(layers) <= c.layer {
			layers = append(layers, nil)
		}
		layers[c.layer] = append(layers[c.layer], c)
	}
	for _, n := range g.Nodes {
		add(cells[n])
	}
	ways := map[*Arrow][]*slot{}
	for _, a := range g.Arrows {
		from, to := ends(a, cells, back)
		if from == to {
			continue
		}
		way := []*slot{from}
		for l := from.layer + 1; l < to.layer; l++ {
			c := &slot{layer: l}
			add(c)
			way = append(way, c)
		}
		way = append(way, to)
		for i := 1; i < len(way); i++ {
			way[i-1].out = append(way[i-1].out, way[i])
			way[i].in = append(way[i].in, way[i-1])
		}
		ways[a] = way
	}
	return layers, ways
}

// order reduces crossings: each layer is sorted by the mean position of the neighbors
// of its cells, to the right and back, as long as that helps.
func order(layers [][]*slot) {
	best, least := clone(layers), crossings(layers)
	for i := range sweeps {
		forth := i%2 == 0
		for l := range layers {
			if !forth {
				l = len(layers) - 1 - l
			}
			sortLayer(layers, l, forth)
		}
		if n := crossings(layers); n < least {
			best, least = clone(layers), n
		}
	}
	copy(layers, best)
}

func clone(layers [][]*slot) [][]*slot {
	out := make([][]*slot, len(layers))
	for i, l := range layers {
		out[i] = slices.Clone(l)
	}
	return out
}

func positions(layer []*slot) map[*slot]int {
	out := map[*slot]int{}
	for i, c := range layer {
		out[c] = i
	}
	return out
}

func sortLayer(layers [][]*slot, l int, forth bool) {
	other := l + 1
	if forth {
		other = l - 1
	}
	if other < 0 || other >= len(layers) {
		return
	}
	at, own := positions(layers[other]), positions(layers[l])
	weight := map[*slot]float64{}
	for _, c := range layers[l] {
		near := c.out
		if forth {
			near = c.in
		}
		sum := 0
		for _, o := range near {
			sum += at[o]
		}
		weight[c] = float64(own[c]) * float64(len(layers[other])) / float64(len(layers[l]))
		if len(near) > 0 {
			weight[c] = float64(sum) / float64(len(near))
		}
	}
	slices.SortStableFunc(layers[l], func(a, b *slot) int { return cmp.Compare(weight[a], weight[b]) })
}

// crossings counts the pairs of arrows that cross.
func crossings(layers [][]*slot) int {
	count := 0
	for l := 1; l < len(layers); l++ {
		at := positions(layers[l])
		var ends []int // of arrows into the layer, in the order of their beginnings
		for _, c := range layers[l-1] {
			var own []int
			for _, o := range c.out {
				own = append(own, at[o])
			}
			slices.Sort(own)
			ends = append(ends, own...)
		}
		tree := make([]int, len(layers[l])+1) // a Fenwick tree of the ends so far
		for i, end := range ends {
			count += i
			for j := end + 1; j > 0; j -= j & -j {
				count -= tree[j]
			}
			for j := end + 1; j < len(tree); j += j & -j {
				tree[j]++
			}
		}
	}
	return count
}

// place sets the vertical places: first each layer by itself, then towards the
// neighbors in the order that order has found.
func place(layers [][]*slot) {
	for _, layer := range layers {
		y := 0.0
		for _, c := range layer {
			c.y = y + c.height()/2
			y += c.height()
		}
	}
	for i := range sweeps {
		for l := range layers {
			if i%2 == 1 {
				l = len(layers) - 1 - l
			}
			settle(layers[l], i%2 == 0)
		}
	}
	top := math.Inf(1)
	for _, layer := range layers {
		for _, c := range layer {
			top = min(top, c.y-c.height()/2)
		}
	}
	for _, layer := range layers {
		for _, c := range layer {
			c.y += margin - top
		}
	}
}

// block is a run of cells that touch.
type block struct {
	cells  []*slot
	offset float64 // sum of the wanted places of its top
	top    float64
	height float64
}

// settle moves the cells of a layer as near to their neighbors as they can be without
// overlapping: where wishes collide, cells form a block with the mean of them.
func settle(layer []*slot, forth bool) {
	var blocks []*block
	for _, c := range layer {
		b := &block{cells: []*slot{c}, top: wish(c, forth) - c.height()/2, height: c.height()}
		b.offset = b.top
		blocks = append(blocks, b)
		for n := len(blocks); n > 1 && blocks[n-2].top+blocks[n-2].height > blocks[n-1].top; n = len(blocks) {
			above, below := blocks[n-2], blocks[n-1]
			above.offset += below.offset - float64(len(below.cells))*above.height
			above.cells = append(above.cells, below.cells...)
			above.height += below.height
			above.top = above.offset / float64(len(above.cells))
			blocks = blocks[:n-1]
		}
	}
	for _, b := range blocks {
		y := b.top
		for _, c := range b.cells {
			c.y = y + c.height()/2
			y += c.height()
		}
	}
}

// wish is where a cell would be if it were alone: in the middle of its neighbors.
func wish(c *slot, forth bool) float64 {
	near := c.out
	if forth {
		near = c.in
	}
	if len(near) == 0 {
		near = slices.Concat(c.in, c.out)
	}
	if len(near) == 0 {
		return c.y
	}
	var ys []float64
	for _, o := range near {
		ys = append(ys, o.y)
	}
	slices.Sort(ys)
	n := len(ys)
	return (ys[(n-1)/2] + ys[n/2]) / 2
}

// paint sets the horizontal places and draws the arrows.
func paint(g *Graph, layers [][]*slot, ways map[*Arrow][]*slot, back map[*Arrow]bool) *Drawing {
	d := &Drawing{}
	left, width := make([]int, len(layers)), make([]int, len(layers))
	x, bottom := margin, 0.0
	for l, layer := range layers {
		for _, c := range layer {
			if c.node != nil {
				width[l] = max(width[l], int(float64(utf8.RuneCountInString(c.node.Label))*charWidth)+26)
			}
			bottom = max(bottom, c.y+c.height()/2)
		}
		left[l] = x
		x += width[l] + layerGap
	}
	d.Width, d.Height = max(x-layerGap, 0)+margin, int(bottom)+margin
	for l, layer := range layers {
		for _, c := range layer {
			if c.node != nil {
				d.Boxes = append(d.Boxes, Box{c.node, left[l], int(c.y) - boxHeight/2, width[l], boxHeight})
			}
		}
	}
	slices.SortStableFunc(d.Boxes, func(a, b Box) int { return cmp.Or(a.X-b.X, a.Y-b.Y) })
	for _, a := range g.Arrows {
		if way := ways[a]; way != nil {
			d.Curves = append(d.Curves, Curve{a, path(way, left, width, back[a]), classOf(a.Kinds), back[a]})
		}
	}
	return d
}

func classOf(kinds []string) string {
	for _, kind := range []string{"passes", "assumes", "maps to"} {
		if slices.Contains(kinds, kind) {
			return strings.Fields(kind)[0]
		}
	}
	return "trusts"
}

// path draws an arrow from the right side of a box, through the places where it
// passes other layers, to the left side of a box, with room for the arrowhead.
func path(way []*slot, left, width []int, back bool) string {
	const head = 7
	var b strings.Builder
	first, last := way[0], way[len(way)-1]
	x, y := left[first.layer]+width[first.layer], int(first.y)
	if back {
		x += head
	}
	fmt.Fprintf(&b, "M%d %d", x, y)
	for _, c := range way[1:] {
		toX, toY := left[c.layer], int(c.y)
		if c == last && !back {
			toX -= head
		}
		middle := (x + toX) / 2
		fmt.Fprintf(&b, "C%d %d %d %d %d %d", middle, y, middle, toY, toX, toY)
		x, y = toX, toY
		if c != last {
			x += width[c.layer]
			fmt.Fprintf(&b, "H%d", x)
		}
	}
	return b.String()
}
