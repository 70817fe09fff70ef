package spec_test

import (
	"fmt"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/lint"
	"github.com/emriam/emriam/templates"
)

// hostile are files that no one writes by mistake. Each is at the limit of
// what is read, so that what it does to the parser it does in full.
func hostile() map[string]string {
	const most = 1 << 20
	fill := func(unit string) string { return strings.Repeat(unit, most/len(unit)) }
	out := map[string]string{
		"10 MB of nesting":         strings.Repeat("[", 10<<20),
		"one anchor, many aliases": "a: &a [" + strings.Repeat("x,", 1000) + "]\nb: [" + strings.Repeat("*a, ", most/4-2000) + "]\n",
		"NUL":                      "version: 1\x00\n",
		"nothing but NUL":          fill("\x00"),
		"escape":                   "version: \x1b[31m1\n",
		"not UTF-8":                "version: \xff\xfe\n",
		"UTF-16":                   "\xff\xfev\x00e\x00r\x00",
		"duplicate keys":           fill("a: 1\n"),
		"many keys":                manyKeys(most),
		"several documents":        fill("---\na: 1\n"),
		"one long line":            "name: " + strings.Repeat("x", most-10),
		"one long name in roles":   "version: 1\nname: a\nroles: {" + strings.Repeat("A", most-100) + ": {}}\n",
		"many roles":               "version: 1\nname: a\nroles:\n" + lines(most-100, "  R%d: {kind: other}\n"),
		"many holes":               "version: 1\nname: a\nroles: {A: {kind: other, roleName: \"" + strings.Repeat("${A}", most/4-50) + "\"}}\n",
		"many comments":            fill("# emriam:ignore x\n"),
		"YAML bomb":                bomb(9, 9),
		"long cycle of trusts":     trusts(2000),
		"aliases inside aliases":   bomb(40, 2),
	}
	for _, unit := range []string{
		"[", "{", "- ", "? ", "a: ", "{a: ", "[{a: ", "'", "\"", "&a ", "*a ", "!a ", "!!str ", "|\n", ">\n ", ": ", "#", "\t", "\r", "\n",
		"%", "% a\n", "---\n", "...\n", "]", "}", ",", "<<: ", "- [", "-\n", "a\n", " a", "- - \n", "\\", "\"\\", "${", "\u2028", "\ufeff", "?\n", "@", "`",
		"- &a\n", "- *a\n", "a:\n", "a: |\n", "- |\n", "x: &a *a\n", "[a, ", "[&a ", "{? ", "\"\n", "'\n", "''",
	} {
		out[fmt.Sprintf("1 MB of %q", unit)] = fill(unit)
		out[fmt.Sprintf("1 MB of %q as a value", unit)] = "version: 1\nname: a\ndoc: " + fill(unit)[:most-100]
		out[fmt.Sprintf("1 MB of %q below a key", unit)] = "version: 1\nname: a\nroles:\n  " + fill(unit)[:most-100]
	}
	out["a staircase"] = staircase(most, "a:\n")
	out["a staircase of lists"] = staircase(most, "-\n")
	return out
}

func manyKeys(size int) string { return lines(size, "k%d: 1\n") }

func lines(size int, format string) string {
	var b strings.Builder
	for i := 0; b.Len() < size-20; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// bomb is the YAML bomb: each level is many times the one before.
func bomb(levels, times int) string {
	var b strings.Builder
	b.WriteString("a0: &a0 x\n")
	for i := range levels {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), times))
	}
	return b.String()
}

// staircase indents each line by one more than the one before.
func staircase(size int, line string) string {
	var b strings.Builder
	for i := 0; b.Len()+i+len(line) < size; i++ {
		b.WriteString(strings.Repeat(" ", i) + line)
	}
	return b.String()
}

// trusts is a circle of n roles, each of which trusts the next.
func trusts(n int) string {
	var b strings.Builder
	b.WriteString("version: 1\nname: a\nroles:\n")
	for i := range n {
		fmt.Fprintf(&b, "  R%d: {kind: other, roleName: R%d, trust: {role: R%d}}\n", i, i, (i+1)%n)
	}
	return b.String()
}

// TestHostile holds what a hostile file may cost: a second, and 200 MB. Each
// ends in a finding, and none in a panic.
func TestHostile(t *testing.T) {
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) {
			before, start := allocated(), time.Now()
			s, l := lint.Load("hostile.yaml", []byte(text), templates.FS)
			took, bytes := time.Since(start), allocated()-before
			if took > time.Second || bytes > 200<<20 {
				t.Errorf("took %v and %d MB", took, bytes>>20)
			}
			if s != nil || !l.HasErrors() {
				t.Errorf("the findings are %v", l.Findings())
			}
			for _, f := range l.Findings() {
				if _, ok := spec.FindRule(f.Code); !ok || f.Line < 1 {
					t.Errorf("the finding is %+v", f)
				}
			}
			if n := l.Len(); n > 0 {
				t.Logf("%v, %d MB, %d findings, the first: %.200s", took, bytes>>20, n, l.Findings()[0].Message)
			}
		})
	}
}

// allocated is all that was ever allocated: more than was in use at once.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
