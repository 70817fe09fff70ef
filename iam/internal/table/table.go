package table

import (
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"
)

// magic is the first line of a table; its number changes with the layout.
const magic = "emriam table 1\n"

// Table reads texts from the bytes of a file that Encode wrote.
type Table struct {
	names   []string // sorted
	entries []entry
	dict    func() []byte
}

type entry struct {
	packed string
	size   int // unpacked
}

// Open reads the index and unpacks nothing.
func Open(file string) (*Table, error) {
	rest, ok := strings.CutPrefix(file, magic)
	if !ok {
		return nil, errors.New("table: not a table")
	}
	r := &reader{buf: rest}
	n := r.number()
	if n > len(r.buf) {
		return nil, errors.New("table: cut short")
	}
	t := &Table{names: make([]string, n), entries: make([]entry, n)}
	sizes := make([]int, n)
	for i := range n {
		t.names[i] = r.text(r.number())
		sizes[i] = r.number()
		t.entries[i].size = r.number()
	}
	dictSize, dictUnpacked := r.number(), r.number()
	dict := r.text(dictSize)
	for i, size := range sizes {
		t.entries[i].packed = r.text(size)
	}
	if r.short {
		return nil, errors.New("table: cut short")
	}
	t.dict = sync.OnceValue(func() []byte { return unpack(dict, dictUnpacked, nil) })
	return t, nil
}

// Names returns the names of all texts, sorted. It must not be changed.
func (t *Table) Names() []string { return t.names }

// Text unpacks the text of a name.
func (t *Table) Text(name string) (string, bool) {
	i := sort.SearchStrings(t.names, name)
	if i == len(t.names) || t.names[i] != name {
		return "", false
	}
	e := t.entries[i]
	return string(unpack(e.packed, e.size, t.dict())), true
}

// inflaters are kept, since each has tables of 40 kB.
var inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}

// unpack panics on what Encode did not write: the tables of this program are
// part of it.
func unpack(packed string, size int, dict []byte) []byte {
	r := inflaters.Get().(io.Reader)
	defer inflaters.Put(r)
	out := make([]byte, size)
	err := r.(flate.Resetter).Reset(strings.NewReader(packed), dict)
	if err == nil {
		_, err = io.ReadFull(r, out)
	}
	if err != nil {
		panic(fmt.Sprintf("table: %v", err))
	}
	return out
}

// reader reads numbers and texts, and remembers if there were too few. It
// copies nothing: a file is part of the program's memory already.
type reader struct {
	buf   string
	short bool
}

// number reads what binary.AppendUvarint wrote.
func (r *reader) number() int {
	n := 0
	for i := range min(len(r.buf), 4) {
		n |= int(r.buf[i]&0x7f) << (7 * i)
		if r.buf[i] < 0x80 {
			r.buf = r.buf[i+1:]
			return n
		}
	}
	r.short, r.buf = true, ""
	return 0
}

func (r *reader) text(n int) string {
	if n > len(r.buf) {
		r.short, r.buf = true, ""
		return ""
	}
	out := r.buf[:n]
	r.buf = r.buf[n:]
	return out
}
