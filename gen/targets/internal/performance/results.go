package main

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// results are what benchmarks measured.
type results struct {
	Config map[string]string               // what go test says of the machine, e.g., "cpu"
	values map[string]map[string][]float64 // by benchmark, without "Benchmark", and unit
}

var (
	configLine = regexp.MustCompile(`^([a-z]+): (.+)$`)
	resultLine = regexp.MustCompile(`^Benchmark(\S+?)(?:-(\d+))?\s+\d+\s+(.+)$`)
)

// parse reads what go test prints.
func parse(text []byte) (*results, error) {
	r := &results{Config: map[string]string{"processors": "1"}, values: map[string]map[string][]float64{}}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		if m := configLine.FindStringSubmatch(lines.Text()); m != nil {
			r.Config[m[1]] = strings.TrimSpace(m[2])
		}
		m := resultLine.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		if m[2] != "" {
			r.Config["processors"] = m[2]
		}
		if r.values[m[1]] == nil {
			r.values[m[1]] = map[string][]float64{}
		}
		fields := strings.Fields(m[3])
		for i := 0; i+1 < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", m[1], err)
			}
			r.values[m[1]][fields[i+1]] = append(r.values[m[1]][fields[i+1]], v)
		}
	}
	return r, lines.Err()
}

// Value is the median of what a benchmark measured.
func (r *results) Value(name, unit string) (float64, error) {
	v := slices.Sorted(slices.Values(r.values[name][unit]))
	if len(v) == 0 {
		return 0, fmt.Errorf("the benchmark %s has no %s", name, unit)
	}
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2, nil
}

// Has reports whether a benchmark ran.
func (r *results) Has(name string) bool { return r.values[name] != nil }

// Ratio is what a benchmark measured, divided by what another one did.
func (r *results) Ratio(a, b, unit string) (float64, error) {
	x, err := r.Value(a, unit)
	if err != nil {
		return 0, err
	}
	y, err := r.Value(b, unit)
	return x / y, err
}

// Growth is the exponent with which a measure grows from 100 to 1,000 roles: 1 if it is ten
// times as much.
func (r *results) Growth(name, unit string) (float64, error) {
	ratio, err := r.Ratio(name+"/roles=1000", name+"/roles=100", unit)
	return math.Log10(ratio), err
}

// Stages are the names of what is measured in memory.
func (r *results) Stages() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(r.values)) {
		if stage, ok := strings.CutSuffix(name, "/roles=1000"); ok && strings.HasPrefix(stage, "Stages/") {
			out = append(out, stage)
		}
	}
	return out
}
