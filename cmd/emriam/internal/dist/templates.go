package main

import (
	"bytes"
	"embed"
	"strings"
	"text/template"
)

//go:embed *.tmpl
var packaging embed.FS

// archive is an archive as a formula names it.
type archive struct{ Name, Sum string }

// templates writes the formula and the Dockerfile, which name the archives of all
// platforms: not those of a part of them.
func (r *release) templates() error {
	if len(r.built) < len(platforms) {
		return nil
	}
	values := struct {
		Version, Number, URL string
		Systems              map[string]map[string]archive // by system and architecture
	}{r.version, strings.TrimPrefix(r.version, "v"), "https://github.com/emriam/emriam/releases/download/" + r.version, map[string]map[string]archive{"darwin": {}, "linux": {}}}
	for _, b := range r.built {
		if values.Systems[b.os] == nil {
			continue
		}
		sum, err := r.sum(b.archive)
		if err != nil {
			return err
		}
		values.Systems[b.os][b.arch] = archive{b.archive, sum}
	}
	t, err := template.ParseFS(packaging, "*.tmpl")
	if err != nil {
		return err
	}
	for _, name := range []string{"emriam.rb", "Dockerfile"} {
		var b bytes.Buffer
		if err := t.ExecuteTemplate(&b, name+".tmpl", values); err != nil {
			return err
		}
		if err := r.write(name, b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}
