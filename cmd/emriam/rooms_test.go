package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRooms reads the table of rooms in ARCHITECTURE.md: every package of ours is
// in one of them, and every room exists.
func TestRooms(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	var rooms []string
	for _, row := range regexp.MustCompile("(?m)^\\| (`.*?) \\|").FindAllStringSubmatch(string(text), -1) {
		dir := ""
		for _, name := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(row[1], -1) {
			if room := name[1]; strings.Contains(room, "/") || dir == "" {
				rooms, dir = append(rooms, room), filepath.Dir(room)
			} else {
				rooms = append(rooms, dir+"/"+room)
			}
		}
	}
	for _, room := range rooms {
		if info, err := os.Stat("../../" + room); err != nil || !info.IsDir() {
			t.Errorf("ARCHITECTURE.md has the room %s, which does not exist", room)
		}
	}
	for pkg := range strings.Lines(goCommand(t, "list", "-e", module+"...")) {
		pkg = strings.TrimPrefix(strings.TrimSpace(pkg), module)
		if !slices.ContainsFunc(rooms, func(room string) bool { return pkg == room || strings.HasPrefix(pkg, room+"/") }) {
			t.Errorf("ARCHITECTURE.md has no room for %s", pkg)
		}
	}
}
