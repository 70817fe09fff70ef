package facts

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/internal/table"
)

// Snapshot is a managed policy of AWS with its document, as it was on some
// day: the day of the facts. There are snapshots of the policies about EMR, and of
// some that are often used with it, such as AdministratorAccess.
type Snapshot struct {
	ManagedPolicy
	Version string // that was in force, e.g., "v6"
	Date    string // on which AWS made the version, e.g., "2026-02-12"

	text string
}

// snapshotsTable holds a text per policy, under its name: a line with version
// and date, a tab between, and one with the document in JSON.
//
//go:embed data/snapshots.table
var snapshotsTable string

var snapshots = sync.OnceValue(func() *table.Table {
	t, err := table.Open(snapshotsTable)
	if err != nil {
		panic(err)
	}
	return t
})

// FindSnapshot returns the snapshot of a policy, which is named as for
// FindManagedPolicy.
func FindSnapshot(text string) (Snapshot, bool) {
	p, ok := FindManagedPolicy(text)
	if !ok {
		return Snapshot{}, false
	}
	text, ok = snapshots().Text(p.Name)
	if !ok {
		return Snapshot{}, false
	}
	head, document, _ := strings.Cut(text, "\n")
	version, date, _ := strings.Cut(head, "\t")
	return Snapshot{p, version, date, document}, true
}

// documents are those of snapshots that were asked for, by name.
var documents sync.Map

// Document is what the policy said. All callers share it, so none may change it.
func (s Snapshot) Document() *iam.Document {
	if d, ok := documents.Load(s.Name); ok {
		return d.(*iam.Document)
	}
	d, err := iam.Parse([]byte(s.text))
	if err != nil {
		panic(fmt.Sprintf("iam: snapshot of %s: %v", s.Name, err)) // it is part of the program
	}
	documents.Store(s.Name, d)
	return d
}

// PolicyVersion returns the number of a version of a managed policy, e.g., 6
// for "v6".
func PolicyVersion(text string) (int, bool) {
	digits, ok := strings.CutPrefix(text, "v")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n > 0 && strconv.Itoa(n) == digits
}

// IsNewer reports whether a version of a managed policy is newer than another, which
// are as PolicyVersion takes them.
func IsNewer(a, b string) bool {
	n, _ := PolicyVersion(a)
	m, _ := PolicyVersion(b)
	return n > m
}
