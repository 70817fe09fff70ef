package facts

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/iam/internal/table"
)

//go:generate go run ./factsgen services
//go:generate go run ./factsgen policies
//go:generate go run ./factsgen regions
//go:generate go run ./factsgen snapshots

// servicesTable holds a text per service, under its prefix, and keysEntry.
// What the texts say is written down in package factsgen's encode.go.
//
//go:embed data/services.table
var servicesTable string

// keysEntry lists the services whose condition keys have another prefix.
const keysEntry = "/keys"

// serviceFacts are the facts of all services. A service is looked up when it
// is first used.
type serviceFacts struct {
	table *table.Table

	mu     sync.Mutex
	loaded map[string]*Service

	foreignKeys []foreignKey
}

// foreignKey is a condition key with the services that have it under a prefix which is
// not their own.
type foreignKey struct {
	prefix   glob.Pattern
	services []string
}

var services = sync.OnceValue(func() *serviceFacts {
	t, err := table.Open(servicesTable)
	if err != nil {
		panic(err)
	}
	f := &serviceFacts{table: t, loaded: map[string]*Service{}}
	text, _ := t.Text(keysEntry)
	for line := range strings.Lines(text) {
		key, prefixes, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		f.foreignKeys = append(f.foreignKeys, foreignKey{glob.CompileKey(key), strings.Fields(prefixes)})
	}
	return f
})

func (f *serviceFacts) find(prefix string) (*Service, bool) {
	prefix = strings.ToLower(prefix)
	f.mu.Lock()
	defer f.mu.Unlock()
	if s, ok := f.loaded[prefix]; ok {
		return s, true
	}
	if prefix == keysEntry {
		return nil, false
	}
	text, ok := f.table.Text(prefix)
	if !ok {
		return nil, false
	}
	s := newService(prefix, text)
	f.loaded[prefix] = s
	return s, true
}

// keyServices returns the services that have condition keys of a prefix which
// is not their own, e.g., sts for "token.actions.githubusercontent.com".
func (f *serviceFacts) keyServices(prefix string) []*Service {
	var out []*Service
	for _, key := range f.foreignKeys {
		if !key.prefix.Match(strings.ToLower(prefix)) {
			continue
		}
		for _, p := range key.services {
			if s, ok := f.find(p); ok {
				out = append(out, s)
			}
		}
	}
	return out
}
