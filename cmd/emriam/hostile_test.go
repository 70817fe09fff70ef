package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// hostile are malicious files. Each has the maximum size, so that its effect on the
// parser is as large as possible.
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
		"many uses of a template":  "version: 1\nname: a\nroles:\n" + lines(250_000, "  R%[1]d: {template: custom-service, roleName: r%[1]d}\n"),
		"JSON of lists":            `{"Statement": ` + strings.Repeat("[", most-20),
		"JSON of statements":       `{"Statement": [` + strings.Repeat("{},", most/3-20) + "{}]}",
		"JSON of keys":             `{"Statement": {` + strings.Repeat(`"":0,`, most/5-20) + `"": 0}}`,
		"JSON of text":             `{"Statement": "` + strings.Repeat(`\u0000`, most/6-20) + `"}`,
		"many placeholders":        "version: 1\nname: a\nroles: {A: {kind: other, roleName: \"" + strings.Repeat("${A}", most/4-50) + "\"}}\n",
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
	out["many tests"] = tested(lines(most/8, "        - {Effect: Allow, Action: 's3:Get*', Resource: 'arn:aws:s3:::a%d*'}\n"),
		lines(most/4, "  - {name: t%d, role: R, cannot: s3:GetObject, resources: x}\n"))
	out["long texts in tests"] = tested("        - {Effect: Allow, Action: 's3:Get*', Resource: 'arn:aws:s3:::"+strings.Repeat("*a", most/6)+"b'}\n",
		"  - {name: t, role: R, cannot: s3:GetObject, resources: 'arn:aws:s3:::"+strings.Repeat("a", most/2)+"'}\n")
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

// tested is a role with statements, and tests of it.
func tested(statements, tests string) string {
	return "version: 1\nname: a\nroles:\n  R:\n    kind: other\n    roleName: r\n    trust: {service: ec2}\n    policies:\n      P:\n" +
		statements + "tests:\n" + tests
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

// TestHostile limits the cost of a malicious file: what five runs on the built-in spec
// cost, which is about a second on a quiet machine, and 200 MB. Each file results in a
// finding or a message, and none in a panic.
func TestHostile(t *testing.T) {
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "hostile.yaml")
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			checkHostile(t, file, "--format", "json")
			checkHostile(t, file, "--as", "identity")
			if len(text) < 100_000 {
				checkHostile(t, file, "--format", "sarif")
			}
		})
	}
}

func checkHostile(t *testing.T, file string, args ...string) {
	t.Helper()
	validate := append([]string{"validate", "-f", file}, args...)
	got := measure(t, validate...)
	if got.code != 1 && got.code != 2 || strings.Contains(got.stderr, "panic") || !strings.Contains(got.stderr, "emriam: ") {
		t.Errorf("%v: exit code %d\n%.2000s", args, got.code, got.stderr)
	}
	if got.code == 1 && !strings.Contains(got.stdout, "hostile.yaml") {
		t.Errorf("%v: no finding:\n%.2000s", args, got.stdout)
	}
	if got.peak > 200<<10 {
		t.Errorf("%v: took %d kB", args, got.peak)
	}
	// A busy machine has slower seconds: what seems to cost too much is measured
	// again, beside the run that it is compared with.
	took, most := got.cpu, time.Second
	for range 5 {
		if took <= most {
			return
		}
		most = 5 * measure(t, "validate", "built-in").cpu
		took = measure(t, validate...).cpu
	}
	if took > most {
		t.Errorf("%v: took %v, more than %v, each time", args, took, most)
	}
}

// A measurement is what a run of the command printed and cost.
type measurement struct {
	code           int
	stdout, stderr string
	cpu            time.Duration // of the user and of the system
	peak           int           // of memory, in kB; 0 where the system does not report it
}

func measure(t *testing.T, args ...string) measurement {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	cmd := &exec.Cmd{Path: self, Args: append([]string{"emriam-measured"}, args...), Stdout: &stdout, Stderr: &stderr}
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	state := cmd.ProcessState
	out := measurement{code: state.ExitCode(), stdout: stdout.String(), stderr: stderr.String(), cpu: state.UserTime() + state.SystemTime()}
	if _, after, ok := strings.Cut(out.stderr, "VmHWM:"); ok {
		if _, err := fmt.Sscan(after, &out.peak); err != nil {
			t.Fatal(err)
		}
	}
	if runtime.GOOS == "linux" && out.peak < 1000 {
		t.Fatalf("%v: no measure of memory in %.2000s", args, out.stderr)
	}
	return out
}

// measured is the command, which in the end says how much memory it had at
// most: the kernel's account of a child's would have the parent's in it.
func measured() {
	debug.SetGCPercent(100) // .ci/run has another for tests
	code := run()
	status, _ := os.ReadFile("/proc/self/status")
	if _, after, ok := strings.Cut(string(status), "VmHWM:"); ok {
		peak, _, _ := strings.Cut(after, "\n")
		fmt.Fprintln(os.Stderr, "VmHWM:"+peak)
	}
	os.Exit(code)
}
