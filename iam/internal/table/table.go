package table

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
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
	packed []byte
	size   int // unpacked
}

// Open reads the index and unpacks nothing.
func Open(file string) (*Table, error) {
	rest, ok := strings.CutPrefix(file, magic)
	if !ok {
		return nil, errors.New("table: not a table")
	}
	r := &reader{buf: []byte(rest)}
	n := r.number()
	if n > len(r.buf) {
		return nil, errors.New("table: cut short")
	}
	t := &Table{names: make([]string, n), entries: make([]entry, n)}
	sizes := make([]int, n)
	for i := range n {
		t.names[i] = string(r.bytes(r.number()))
		sizes[i] = r.number()
		t.entries[i].size = r.number()
	}
	dictSize, dictUnpacked := r.number(), r.number()
	dict := r.bytes(dictSize)
	for i, size := range sizes {
		t.entries[i].packed = r.bytes(size)
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
func unpack(packed []byte, size int, dict []byte) []byte {
	r := inflaters.Get().(io.Reader)
	defer inflaters.Put(r)
	out := make([]byte, size)
	err := r.(flate.Resetter).Reset(bytes.NewReader(packed), dict)
	if err == nil {
		_, err = io.ReadFull(r, out)
	}
	if err != nil {
		panic(fmt.Sprintf("table: %v", err))
	}
	return out
}

// reader reads numbers and bytes, and remembers if there were too few.
type reader struct {
	buf   []byte
	short bool
}

func (r *reader) number() int {
	n, size := binary.Uvarint(r.buf)
	if size <= 0 || n > 1<<30 {
		r.short, r.buf = true, nil
		return 0
	}
	r.buf = r.buf[size:]
	return int(n)
}

func (r *reader) bytes(n int) []byte {
	if n > len(r.buf) {
		r.short, r.buf = true, nil
		return nil
	}
	out := r.buf[:n:n]
	r.buf = r.buf[n:]
	return out
}
