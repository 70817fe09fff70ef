package gen

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/internal/header"
	"github.com/emriam/emriam/spec/diag/show"
)

// manifestPath is below the output folder.
const manifestPath = ".emriam.json"

// manifest lists our files in an output folder.
type manifest struct {
	Comment string              `json:"comment"`
	Spec    string              `json:"spec,omitempty"` // whose artefacts they are
	Files   map[string][]string `json:"files"`          // by target, sorted

	// SHA256 tells files that bear no header from others of their name. While
	// they are written, the sums of both contents stand here, with a space
	// between.
	SHA256 map[string]string `json:"sha256,omitempty"`
}

const manifestComment = "Files that emriam generated, by target. Do not edit."

// parseManifest reads a manifest. It takes nothing for granted, since people
// merge manifests by hand, and may get them from others.
func parseManifest(src []byte) (manifest, error) {
	var m manifest
	if err := json.Unmarshal(src, &m); err != nil {
		return manifest{}, err
	}
	for _, files := range m.Files {
		for _, f := range files {
			if err := checkLocal(f); err != nil {
				return manifest{}, err
			}
		}
	}
	return m, nil
}

// lists reports whether file is in m.
func (m manifest) lists(file string) bool {
	for _, files := range m.Files {
		if slices.Contains(files, file) {
			return true
		}
	}
	return false
}

// covered returns those files in m that a run with o would have generated, if
// they were still wanted, each with its targets.
func (m manifest) covered(o Options) map[string][]string {
	out := map[string][]string{}
	for _, target := range slices.Sorted(maps.Keys(m.Files)) {
		for _, f := range m.Files[target] {
			if o.covers(target, f) && !slices.Contains(out[f], target) {
				out[f] = append(out[f], target)
			}
		}
	}
	return out
}

func (o Options) covers(target, file string) bool {
	if len(o.Targets) > 0 && !slices.Contains(o.Targets, target) {
		return false
	}
	ofEnv := strings.HasPrefix(file, environments)
	return o.Env == "" || !ofEnv || strings.HasPrefix(file, EnvironmentDir(o.Env)+"/")
}

// after returns the manifest once files are written: they take the place of
// all that o covers.
func (m manifest) after(out Output, o Options) manifest {
	next := manifest{manifestComment, out.Spec, map[string][]string{}, map[string]string{}}
	written := map[string]bool{}
	for _, f := range out.Files {
		written[f.Path] = true
		next.Files[f.Target] = append(next.Files[f.Target], f.Path)
		if !header.On(f.Content) {
			next.SHA256[f.Path] = sum(f.Content)
		}
	}
	for target, paths := range m.Files {
		for _, p := range paths {
			if !written[p] && !o.covers(target, p) {
				next.Files[target] = append(next.Files[target], p)
				if s, ok := m.SHA256[p]; ok {
					next.SHA256[p] = s
				}
			}
		}
	}
	for target, paths := range next.Files {
		slices.Sort(paths)
		next.Files[target] = slices.Compact(paths)
	}
	return next
}

// until returns the manifest while the files of next take the place of those
// of m: whenever the process is killed, it tells our files from others.
func (m manifest) until(next manifest) manifest {
	next.SHA256 = maps.Clone(next.SHA256)
	for p, s := range next.SHA256 {
		if old := m.SHA256[p]; old != "" && old != s {
			next.SHA256[p] = s + " " + old
		}
	}
	return next
}

// disowns returns why a file in m is not to be removed: none of the targets
// that m lists it under can have made it, or it is not as we left it.
func (m manifest) disowns(file string, listed []string, targets []Target, content []byte) string {
	makes := func(name string) bool { t, ok := find(targets, name); return ok && makesFile(t, file) }
	switch {
	case !slices.ContainsFunc(listed, makes):
		return fmt.Sprintf("but the target %s generates no file with that name", strings.Join(listed, " or "))
	case header.On(content) || slices.Contains(strings.Fields(m.SHA256[file]), sum(content)):
		return ""
	case m.SHA256[file] == "":
		return "but does not start like a generated file"
	default:
		return "but was changed since emriam wrote it"
	}
}

// makesFile reports whether a path is one that a target can give a file, under
// whatever spec. No target makes files that begin with a dot, or keeps files in
// such folders: those belong to other tools.
func makesFile(t Target, file string) bool {
	if isHidden(file) {
		return false
	}
	return slices.ContainsFunc(t.Patterns, func(pattern string) bool {
		ok, err := path.Match(pattern, file)
		if err != nil {
			panic(fmt.Sprintf("gen: the pattern %q of %s: %v", pattern, t.Name, err))
		}
		return ok
	})
}

// isHidden reports whether a path, or a folder on the way, begins with a dot.
func isHidden(path string) bool {
	return strings.HasPrefix(path, ".") || strings.Contains(path, "/.")
}

// sum is the checksum of a text, however Git writes its line ends.
func sum(content []byte) string {
	s := sha256.Sum256(bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")))
	return hex.EncodeToString(s[:])
}

func (m manifest) json() []byte {
	return show.Encode(m, "  ")
}
