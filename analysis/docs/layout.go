package docs

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emriam/emriam/internal/lists"
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
	partGap   = 22 // between rows of connected parts
	margin    = 14
	minWidth  = 1100 // that a row of parts may have
	charWidth = 7.1  // of the font in boxes
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

// draw places the connected parts of a graph beside and below each other, and each
// part in layers, as Sugiyama and others do: break cycles, assign layers, reduce
// crossings by barycenters, then move boxes towards their neighbors.
// https://en.wikipedia.org/wiki/Layered_graph_drawing
func draw(g *Graph) *Drawing {
	d := &Drawing{}
	parts := lists.Map(components(g), arrange)
	slices.SortStableFunc(parts, func(a, b *part) int { return len(b.graph.Nodes) - len(a.graph.Nodes) })
	widest := minWidth
	for _, p := range parts {
		widest = max(widest, p.width)
	}
	x, y, shelf := margin, margin, 0 // shelf is the height of the current row
	for _, p := range parts {
		if x > margin && x+p.width > widest+margin {
			x, y, shelf = margin, y+shelf+partGap, 0
		}
		p.paint(d, x, y)
		d.Width, d.Height = max(d.Width, x+p.width+margin), max(d.Height, y+p.height+margin)
		x += p.width + layerGap
		shelf = max(shelf, p.height)
	}
	slices.SortStableFunc(d.Boxes, func(a, b Box) int { return cmp.Or(a.X-b.X, a.Y-b.Y) })
	return d
}

// components returns the connected parts of a graph.
func components(g *Graph) []*Graph {
	root := map[*Node]*Node{}
	var find func(*Node) *Node
	find = func(n *Node) *Node {
		if root[n] == nil || root[n] == n {
			return n
		}
		root[n] = find(root[n])
		return root[n]
	}
	for _, a := range g.Arrows {
		root[find(a.From)] = find(a.To)
	}
	parts := map[*Node]*Graph{}
	var out []*Graph
	for _, n := range g.Nodes {
		r := find(n)
		if parts[r] == nil {
			parts[r] = &Graph{}
			out = append(out, parts[r])
		}
		parts[r].Nodes = append(parts[r].Nodes, n)
	}
	for _, a := range g.Arrows {
		p := parts[find(a.From)]
		p.Arrows = append(p.Arrows, a)
	}
	return out
}

// part is a connected part of a graph with its layout.
type part struct {
	graph         *Graph
	layers        [][]*slot
	ways          map[*Arrow][]*slot
	back          map[*Arrow]bool
	lefts, widths []int // of the layers
	width, height int
}

func arrange(g *Graph) *part {
	slots := map[*Node]*slot{}
	for _, n := range g.Nodes {
		slots[n] = &slot{node: n}
	}
	p := &part{graph: g, back: breakCycles(g)}
	assign(g, slots, p.back)
	p.layers, p.ways = wires(g, slots, p.back)
	order(p.layers)
	place(p.layers)
	x := 0
	for _, layer := range p.layers {
		width := 0
		for _, c := range layer {
			if c.node != nil {
				width = max(width, int(float64(utf8.RuneCountInString(c.node.Label))*charWidth)+26)
			}
			p.height = max(p.height, int(c.y+c.height()/2))
		}
		p.lefts, p.widths = append(p.lefts, x), append(p.widths, width)
		x += width + layerGap
	}
	p.width = x - layerGap
	return p
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

// assign sets the layer of each slot: as far left as its arrows allow, and sources
// next to what they lead to.
func assign(g *Graph, slots map[*Node]*slot, back map[*Arrow]bool) {
	for range g.Nodes {
		moved := false
		for _, a := range g.Arrows {
			from, to := ends(a, slots, back)
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
		from, to := ends(a, slots, back)
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

func ends(a *Arrow, slots map[*Node]*slot, back map[*Arrow]bool) (from, to *slot) {
	if back[a] {
		return slots[a.To], slots[a.From]
	}
	return slots[a.From], slots[a.To]
}

// wires fills the layers, and returns the cells that each arrow passes.
func wires(g *Graph, slots map[*Node]*slot, back map[*Arrow]bool) ([][]*slot, map[*Arrow][]*slot) {
	var layers [][]*slot
	add := func(c *slot) {
		for len(layers) <= c.layer {
			layers = append(layers, nil)
		}
		layers[c.layer] = append(layers[c.layer], c)
	}
	for _, n := range g.Nodes {
		add(slots[n])
	}
	ways := map[*Arrow][]*slot{}
	for _, a := range g.Arrows {
		from, to := ends(a, slots, back)
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
// of its slots, to the right and back, as long as that helps.
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
			own := lists.Map(c.out, func(o *slot) int { return at[o] })
			slices.Sort(own)
			ends = append(ends, own...)
		}
		for i, end := range ends {
			for _, before := range ends[:i] {
				if before > end {
					count++
				}
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
			align(layers[l], i%2 == 0)
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
			c.y -= top
		}
	}
}

// block is a run of cells that touch.
type block struct {
	slots  []*slot
	offset float64 // sum of the wanted places of its top
	top    float64
	height float64
}

// align moves the cells of a layer as near to their neighbors as they can be without
// overlapping: where wishes collide, cells form a block with the mean of them.
func align(layer []*slot, forth bool) {
	var blocks []*block
	for _, c := range layer {
		b := &block{slots: []*slot{c}, top: wish(c, forth) - c.height()/2, height: c.height()}
		b.offset = b.top
		blocks = append(blocks, b)
		for n := len(blocks); n > 1 && blocks[n-2].top+blocks[n-2].height > blocks[n-1].top; n = len(blocks) {
			above, below := blocks[n-2], blocks[n-1]
			above.offset += below.offset - float64(len(below.slots))*above.height
			above.slots = append(above.slots, below.slots...)
			above.height += below.height
			above.top = above.offset / float64(len(above.slots))
			blocks = blocks[:n-1]
		}
	}
	for _, b := range blocks {
		y := b.top
		for _, c := range b.slots {
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
	ys := lists.Map(near, func(o *slot) float64 { return o.y })
	slices.Sort(ys)
	n := len(ys)
	return (ys[(n-1)/2] + ys[n/2]) / 2
}

// paint adds p to a drawing.
func (p *part) paint(d *Drawing, x, y int) {
	for l, layer := range p.layers {
		for _, c := range layer {
			if c.node != nil {
				d.Boxes = append(d.Boxes, Box{c.node, x + p.lefts[l], y + int(c.y) - boxHeight/2, p.widths[l], boxHeight})
			}
		}
	}
	for _, a := range p.graph.Arrows {
		if way := p.ways[a]; way != nil {
			d.Curves = append(d.Curves, Curve{a, p.path(way, x, y, p.back[a]), classOf(a.Kinds), p.back[a]})
		}
	}
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
func (p *part) path(way []*slot, dx, dy int, back bool) string {
	const head = 7
	var b strings.Builder
	first, last := way[0], way[len(way)-1]
	right := func(c *slot) int { return dx + p.lefts[c.layer] + p.widths[c.layer] }
	x, y := right(first), dy+int(first.y)
	if back {
		x += head
	}
	fmt.Fprintf(&b, "M%d %d", x, y)
	for _, c := range way[1:] {
		toX, toY := dx+p.lefts[c.layer], dy+int(c.y)
		if c == last && !back {
			toX -= head
		}
		middle := (x + toX) / 2
		fmt.Fprintf(&b, "C%d %d %d %d %d %d", middle, y, middle, toY, toX, toY)
		x, y = toX, toY
		if c != last {
			x = right(c)
			fmt.Fprintf(&b, "H%d", x)
		}
	}
	return b.String()
}
