package gen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// manifestPath is below the output folder.
const manifestPath = ".emriam.json"

// manifest lists our files in an output folder.
type manifest struct {
	Comment string              `json:"comment"`
	Files   map[string][]string `json:"files"` // by target, sorted
}

const manifestComment = "Files that emriam generated, by target. Do not edit."

// parseManifest reads a manifest. It takes nothing for granted, since people
// merge manifests by hand.
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
// they were still wanted.
func (m manifest) covered(o Options) []string {
	var out []string
	for target, files := range m.Files {
		for _, f := range files {
			if o.covers(target, f) {
				out = append(out, f)
			}
		}
	}
	slices.Sort(out)
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
func (m manifest) after(files []File, o Options) manifest {
	next := manifest{manifestComment, map[string][]string{}}
	written := map[string]bool{}
	for _, f := range files {
		written[f.Path] = true
		next.Files[f.Target] = append(next.Files[f.Target], f.Path)
	}
	for target, paths := range m.Files {
		for _, p := range paths {
			if !written[p] && !o.covers(target, p) {
				next.Files[target] = append(next.Files[target], p)
			}
		}
	}
	for target, paths := range next.Files {
		slices.Sort(paths)
		next.Files[target] = slices.Compact(paths)
	}
	return next
}

func (m manifest) json() []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(m); err != nil {
		panic(fmt.Sprintf("gen: manifest %v: %v", m, err))
	}
	return out.Bytes()
}
