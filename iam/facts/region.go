package facts

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/emriam/emriam/iam/internal/table"
)

// regionsTable holds a text per partition, under its name: a line with the form of
// its Regions and one with the Regions, a blank between.
//
//go:embed data/regions.table
var regionsTable string

// Partition is a group of Regions with accounts of its own.
type Partition struct {
	Name    string   // e.g., "aws-cn"
	Regions []string // sorted
	form    *regexp.Regexp
}

var partitions = sync.OnceValue(func() []Partition {
	t, err := table.Open(regionsTable)
	if err != nil {
		panic(err)
	}
	var out []Partition
	for _, name := range t.Names() {
		text, _ := t.Text(name)
		form, regions, _ := strings.Cut(text, "\n")
		out = append(out, Partition{name, strings.Fields(regions), regexp.MustCompile(form)})
	}
	return out
})

// Partitions are all partitions of AWS, sorted by name.
func Partitions() []Partition { return slices.Clone(partitions()) }

// FindPartition returns the partition with a name.
func FindPartition(name string) (Partition, bool) {
	all := partitions()
	i := slices.IndexFunc(all, func(p Partition) bool { return p.Name == name })
	if i < 0 {
		return Partition{}, false
	}
	return all[i], true
}

// Has reports whether the partition has a Region.
func (p Partition) Has(region string) bool { return slices.Contains(p.Regions, region) }

// MayHave reports whether a text has the form of the partition's Regions: a Region
// that is newer than the facts does. The last word of its name is a direction.
func (p Partition) MayHave(region string) bool {
	return p.form.MatchString(region) && directed.MatchString(region)
}

var directed = regexp.MustCompile(`-(central|(north|south)(east|west)?|east|west)-[0-9]+$`)

// PartitionOf returns the partition that has a Region or, if none is known to have
// it, the one whose Regions have its form.
func PartitionOf(region string) (Partition, bool) {
	all := partitions()
	for _, has := range []func(Partition, string) bool{Partition.Has, Partition.MayHave} {
		if i := slices.IndexFunc(all, func(p Partition) bool { return has(p, region) }); i >= 0 {
			return all[i], true
		}
	}
	return Partition{}, false
}
