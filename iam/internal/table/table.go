package table

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// magic is the first line of a table; its number changes with the layout:
//
//	a line for each text: name size
//	an empty line
//	the texts
const magic = "emriam table 2\n"

// Table finds texts in a file that Encode wrote.
type Table struct {
	names []string // sorted
	texts []string
}

var errTable = errors.New("table: not a table, or cut short")

// Open reads the index. It copies nothing: the file is part of the program's
// memory already.
func Open(file string) (*Table, error) {
	rest, ok := strings.CutPrefix(file, magic)
	index, texts, whole := strings.Cut(rest, "\n\n")
	if !ok || !whole {
		return nil, errTable
	}
	n := strings.Count(index, "\n") + 1
	t := &Table{names: make([]string, 0, n), texts: make([]string, 0, n)}
	for line := range strings.SplitSeq(index, "\n") {
		name, number, _ := strings.Cut(line, " ")
		size, err := strconv.Atoi(number)
		if err != nil || size < 0 || size > len(texts) {
			return nil, errTable
		}
		t.names, t.texts = append(t.names, name), append(t.texts, texts[:size])
		texts = texts[size:]
	}
	if texts != "" {
		return nil, errTable
	}
	return t, nil
}

// Names returns the names of all texts, sorted. It must not be changed.
func (t *Table) Names() []string { return t.names }

// Text returns the text of a name.
func (t *Table) Text(name string) (string, bool) {
	i, ok := slices.BinarySearch(t.names, name)
	if !ok {
		return "", false
	}
	return t.texts[i], true
}
