package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec/schema"
)

// Go generate rewrites the schema that editors read.
func TestSchemaFile(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("../../schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(file), string(specSchema())); diff != "" {
		t.Errorf("schema.json is stale; run go generate ./cmd/emriam (-file +schema):\n%s", diff)
	}
	var s struct {
		ID string `json:"$id"`
	}
	if err := json.Unmarshal(file, &s); err != nil || s.ID != schema.ID {
		t.Errorf("%v: the schema calls itself %q, not %s", err, s.ID, schema.ID)
	}
}

// editor is a session with yaml-language-server.
type editor struct {
	t    *testing.T
	in   io.Writer
	out  *bufio.Reader
	dir  string
	asks int
}

func (e *editor) send(m map[string]any) {
	e.t.Helper()
	m["jsonrpc"] = "2.0"
	text, err := json.Marshal(m)
	if err != nil {
		e.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(e.in, "Content-Length: %d\r\n\r\n%s", len(text), text); err != nil {
		e.t.Fatal(err)
	}
}

// ask sends a request and reads until its answer; requests of the server get none.
func (e *editor) ask(method string, params, into any) {
	e.t.Helper()
	e.asks++
	e.send(map[string]any{"id": e.asks, "method": method, "params": params})
	for {
		head, err := textproto.NewReader(e.out).ReadMIMEHeader()
		if err != nil {
			e.t.Fatal(err)
		}
		n, err := strconv.Atoi(head.Get("Content-Length"))
		if err != nil {
			e.t.Fatal(err)
		}
		text := make([]byte, n)
		if _, err := io.ReadFull(e.out, text); err != nil {
			e.t.Fatal(err)
		}
		var m struct {
			ID     any
			Method string
			Result json.RawMessage
		}
		if err := json.Unmarshal(text, &m); err != nil {
			e.t.Fatal(err)
		}
		switch {
		case m.Method != "" && m.ID != nil:
			e.send(map[string]any{"id": m.ID, "result": nil})
		case m.ID == float64(e.asks):
			if err := json.Unmarshal(m.Result, into); err != nil {
				e.t.Fatalf("%s: %v\n%s", method, err, text)
			}
			return
		}
	}
}

// complete is what the server offers at the end of a spec.
func (e *editor) complete(text string) []string {
	e.t.Helper()
	uri := fmt.Sprintf("file://%s/%d.yaml", e.dir, e.asks)
	text = "# yaml-language-server: $schema=file://" + e.dir + "/schema.json\n" + text
	lines := strings.Split(text, "\n")
	e.send(map[string]any{"method": "textDocument/didOpen", "params": map[string]any{
		"textDocument": map[string]any{"uri": uri, "languageId": "yaml", "version": 1, "text": text},
	}})
	var got struct{ Items []struct{ Label string } }
	e.ask("textDocument/completion", map[string]any{
		"textDocument": map[string]any{"uri": uri},
		"position":     map[string]any{"line": len(lines) - 1, "character": len(lines[len(lines)-1])},
	}, &got)
	var out []string
	for _, it := range got.Items {
		out = append(out, it.Label)
	}
	return out
}

// An editor completes actions, roles and services.
func TestEditor(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short runs no yaml-language-server")
	}
	server, err := exec.LookPath("yaml-language-server")
	if err != nil {
		t.Skip("yaml-language-server is not installed: npm install -g yaml-language-server")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "schema.json"), specSchema(), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(server, "--stdio")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill() //nolint:errcheck // it may have ended
		cmd.Wait()         //nolint:errcheck // it was killed
	})
	e := &editor{t: t, in: in, out: bufio.NewReader(out), dir: dir}
	e.ask("initialize", map[string]any{"processId": nil, "rootUri": "file://" + dir, "capabilities": map[string]any{}}, &struct{}{})
	e.send(map[string]any{"method": "initialized", "params": map[string]any{}})
	const role = "version: 1\nname: a\nroles:\n  Job:\n    kind: serverless\n    roleName: a\n"
	for _, tt := range []struct {
		text string
		want []string
	}{
		{role + "    trust: ", []string{"service: elasticmapreduce", "service: emr-serverless", "service: lambda"}},
		{role + "    trust:\n      service: ", []string{"elasticmapreduce", "emr-serverless"}},
		{role + "    passes: [", []string{"InstanceRole", "AutoScalingRole"}},
		{role + "    passes:\n      - ", []string{"InstanceRole", "AutoScalingRole"}},
		{role + "    policies:\n      D:\n        - Effect: Allow\n          Action: ", []string{"s3:GetObject", "elasticmapreduce:RunJobFlow", "emr-serverless:StartJobRun"}},
		{role + "    policies:\n      D:\n        - Effect: Allow\n          Action:\n            - ", []string{"s3:GetObject", "kms:Decrypt"}},
		{role + "    template: ", []string{"studio-service", "custom-instance"}},
	} {
		got := e.complete(tt.text)
		for _, want := range tt.want {
			if !slices.Contains(got, want) {
				t.Errorf("%q offers %d words, and not %s: %q", tt.text, len(got), want, got[:min(len(got), 10)])
			}
		}
	}
}
