package docs_test

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/analysis/docs"
	"github.com/emriam/emriam/iam/iamtest"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// browser is a Chromium that is driven through two pipes, which carry messages of the
// DevTools protocol that end with a zero byte.
type browser struct {
	t       *testing.T
	in      io.Writer
	out     *bufio.Reader
	id      int
	session string
	trouble []string // exceptions and errors in the console
}

// message is a request, a response or an event.
type message struct {
	ID        int             `json:"id,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
	Method    string          `json:"method,omitempty"`
	Params    any             `json:"params,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     any             `json:"error,omitempty"`
}

// start starts Chromium, or skips the test where there is none.
func start(t *testing.T) *browser {
	t.Helper()
	program := ""
	for _, name := range []string{"chromium", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && program == "" {
			program = path
		}
	}
	if program == "" || testing.Short() {
		t.Skip("Chromium is not installed, or tests are to be short")
	}
	theirs, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, answers, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
		"--user-data-dir="+t.TempDir(), "--window-size=1280,900", "about:blank")
	cmd.ExtraFiles = []*os.File{theirs, answers}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	answers.Close()
	b := &browser{t: t, in: in, out: bufio.NewReader(out)}
	t.Cleanup(func() {
		b.call("Browser.close", nil)
		in.Close()
		_ = cmd.Wait()
	})
	return b
}

// call returns the result of a method.
func (b *browser) call(method string, params any) json.RawMessage {
	b.t.Helper()
	b.id++
	text, err := json.Marshal(message{ID: b.id, SessionID: b.session, Method: method, Params: params})
	if err == nil {
		_, err = b.in.Write(append(text, 0))
	}
	for err == nil {
		var line []byte
		if line, err = b.out.ReadBytes(0); err != nil {
			break
		}
		var m message
		if err = json.Unmarshal(line[:len(line)-1], &m); err != nil {
			break
		}
		switch {
		case m.ID == b.id && m.Error != nil:
			b.t.Fatalf("%s: %v", method, m.Error)
		case m.ID == b.id:
			return m.Result
		case m.Method == "Runtime.exceptionThrown" || m.Method == "Log.entryAdded" || m.Method == "Runtime.consoleAPICalled":
			b.trouble = append(b.trouble, string(line[:len(line)-1]))
		}
	}
	b.t.Fatalf("%s: %v", method, err)
	return nil
}

// open shows a page.
func (b *browser) open(html []byte) {
	b.t.Helper()
	file := filepath.Join(b.t.TempDir(), "index.html")
	if err := os.WriteFile(file, html, 0o666); err != nil {
		b.t.Fatal(err)
	}
	b.session = ""
	var target struct{ TargetID string }
	var attached struct{ SessionID string }
	unmarshal(b.t, b.call("Target.createTarget", map[string]any{"url": "about:blank"}), &target)
	unmarshal(b.t, b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}), &attached)
	b.session = attached.SessionID
	b.call("Runtime.enable", nil)
	b.call("Log.enable", nil)
	b.call("Page.navigate", map[string]any{"url": "file://" + file})
	b.until(`document.readyState == "complete" && location.protocol == "file:"`)
}

func unmarshal(t *testing.T, text json.RawMessage, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// eval returns what an expression of JavaScript is, as JSON.
func (b *browser) eval(expr string) string {
	b.t.Helper()
	var out struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails any
	}
	unmarshal(b.t, b.call("Runtime.evaluate", map[string]any{"expression": expr, "returnByValue": true}), &out)
	if out.ExceptionDetails != nil {
		b.t.Fatalf("%s: %v", expr, out.ExceptionDetails)
	}
	return string(out.Result.Value)
}

// until waits until an expression is true, or the test has to end.
func (b *browser) until(expr string) {
	b.t.Helper()
	deadline, limited := b.t.Deadline()
	for b.eval(expr) != "true" {
		if limited && time.Until(deadline) < 10*time.Second {
			b.t.Fatalf("it never comes true: %s", expr)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

var keyCodes = map[string]int{"Escape": 27, "Enter": 13, "Tab": 9, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "/": 191}

func (b *browser) key(name string) {
	b.t.Helper()
	for _, typ := range []string{"keyDown", "keyUp"} {
		b.call("Input.dispatchKeyEvent", map[string]any{"type": typ, "key": name, "code": name, "windowsVirtualKeyCode": keyCodes[name]})
	}
}

// schemes returns the background of the page in both color schemes.
func (b *browser) schemes() (light, dark string) {
	const background = `getComputedStyle(document.body).backgroundColor`
	set := func(scheme string) string {
		b.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}})
		return b.eval(background)
	}
	dark = set("dark")
	return set("light"), dark
}

// accessible has axe-core look at the page, unfolded, in both color schemes: it may
// find nothing that is moderate or worse.
func (b *browser) accessible() {
	b.t.Helper()
	source, err := os.ReadFile(filepath.Join(iamtest.Package(b.t, "axe-core@4.10.2"), "node_modules/axe-core/axe.min.js"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.eval(string(source) + `; document.querySelectorAll("details").forEach(d => { d.open = true }); true`)
	for _, scheme := range []string{"dark", "light"} {
		b.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}})
		b.eval(`window.found = undefined; axe.run().then(r => { window.found = r.violations.filter(v => v.impact != "minor").map(v => v.id + ": " + v.nodes[0].html.slice(0, 200)) }); true`)
		b.until(`window.found !== undefined`)
		if found := b.eval(`window.found`); found != "[]" {
			b.t.Errorf("axe-core, %s: %s", scheme, found)
		}
	}
}

// TestPage drives the page of small and large specs: search, a cell of the table, the
// keyboard, both color schemes.
func TestPage(t *testing.T) {
	t.Parallel()
	b := start(t)
	for i, page := range []*docs.Page{compiled(t, sample(5)), compiled(t, sample(200)), builtIn(t)} {
		b.open(page.HTML())
		if light, dark := b.schemes(); light == dark || light == `"rgba(0, 0, 0, 0)"` {
			t.Errorf("the background is %s in light and %s in dark", light, dark)
		}
		if i == 0 { // the others have the same elements, and take axe-core 40 s each
			b.accessible()
		}
		if b.eval(`document.getElementById("results").hidden`) != "true" {
			t.Error("results are shown before the search")
		}
		b.eval(`document.getElementById("q").focus()`)
		b.call("Input.insertText", map[string]any{"text": "s3:"})
		b.until(`!document.getElementById("results").hidden && document.querySelectorAll("#results-body tr").length > 0`)

		b.eval(`document.querySelector(".heat a.c").focus()`)
		b.key("Enter")
		b.until(`document.getElementById("sheet").open && document.querySelectorAll("#sheet-body .st").length > 0`)
		b.key("Escape")
		b.until(`!document.getElementById("sheet").open && document.activeElement.matches(".heat a.c")`)
		b.keyboard()
		b.filters()
		b.links()
	}
	if b.trouble != nil {
		t.Errorf("the console has %s", strings.Join(b.trouble, "\n"))
	}
}

// links wants every link within the page to lead to something.
func (b *browser) links() {
	b.t.Helper()
	if n := b.eval(`[...document.querySelectorAll("a[href^='#']")].filter(a => !document.getElementById(a.getAttribute("href").slice(1))).length`); n != "0" {
		b.t.Errorf("%s links lead nowhere", n)
	}
}

// keyboard moves through the table of permissions by arrows, to the search by /, and through
// its results.
func (b *browser) keyboard() {
	b.t.Helper()
	const active = `document.activeElement`
	at := func() string {
		return b.eval(`[` + active + `.closest("tr").rowIndex, ` + active + `.closest("td, th").cellIndex]`)
	}
	b.eval(`document.querySelector(".heat tbody th a").focus()`)
	first := at()
	for _, keys := range [][2]string{{"ArrowRight", "ArrowLeft"}, {"ArrowDown", "ArrowUp"}} {
		b.key(keys[0])
		if at() == first {
			b.t.Errorf("%s stays at %s", keys[0], first)
		}
		b.key(keys[1])
		if at() != first {
			b.t.Errorf("%s does not lead back from %s", keys[1], keys[0])
		}
	}
	b.key("/")
	b.until(active + `.id == "q"`)
	b.eval(`q.value = "s3:"; q.dispatchEvent(new Event("input")); true`)
	b.key("ArrowDown")
	b.until(active + `.matches("#results-body tr:first-child a")`)
	b.key("ArrowUp")
	b.until(active + `.id == "q"`)
	b.key("Escape")
	b.until(`q.value == "" && document.getElementById("results").hidden`)
}

// filters hides rows of the table, and roles of a long list.
func (b *browser) filters() {
	b.t.Helper()
	const rows = `[...document.querySelectorAll(".heat tbody tr")].filter(r => r.getClientRects().length).map(r => r.dataset.name)`
	all := b.eval(rows + ".length")
	b.eval(`f = document.getElementById("heat-filter"); f.value = document.querySelector(".heat tbody tr").dataset.name.toUpperCase(); f.dispatchEvent(new Event("input")); true`)
	b.until(`(shown => shown.length > 0 && shown.length < ` + all + ` && shown.every(n => n.toUpperCase().includes(f.value)))(` + rows + `)`)
	b.eval(`f.value = ""; f.dispatchEvent(new Event("input")); true`)
	b.until(rows + `.length == ` + all)

	const dim = `[...document.querySelectorAll(".heat .c")].filter(c => getComputedStyle(c).opacity < 1 || getComputedStyle(c).visibility == "hidden").length`
	before := b.eval(dim)
	b.eval(`l = document.getElementById("heat-level"); l.value = "P"; l.dispatchEvent(new Event("change")); true`)
	b.until(dim + ` != ` + before)
	b.eval(`l.value = ""; l.dispatchEvent(new Event("change")); true`)
	b.until(dim + ` == ` + before)

	if b.eval(`document.getElementById("role-filter") == null`) == "true" {
		return
	}
	const roles = `[...document.querySelectorAll("#roles .owner")].filter(o => !o.hidden).length`
	count := b.eval(roles)
	b.eval(`r = document.getElementById("role-filter"); r.value = document.querySelector("#roles .owner").dataset.name; r.dispatchEvent(new Event("input")); true`)
	b.until(roles + ` < ` + count + ` && ` + roles + ` > 0 && document.getElementById("role-status").textContent.startsWith(` + roles + ` + " of ")`)
	b.eval(`r.value = ""; r.dispatchEvent(new Event("input")); true`)
	b.until(roles + ` == ` + count)
}

// TestChangePage opens the page of a comparison, and drives its table and its search.
func TestChangePage(t *testing.T) {
	t.Parallel()
	older, _ := compile.Load("old.yaml", []byte(sample(5)), templates.FS)
	changed := strings.NewReplacer(`"s3:GetObject"`, `"s3:*"`, `"glue:GetTable"`, `"glue:GetDatabase"`,
		"trust: {service: emr-serverless}", "trust: {service: ec2}").Replace(sample(5))
	newer, _ := compile.Load("new.yaml", []byte(changed), templates.FS)
	r, err := diff.Compare(diff.Side{Name: "<old>", Spec: older}, diff.Side{Name: "new", Spec: newer})
	if err != nil {
		t.Fatal(err)
	}
	html := docs.Change{Report: r, Older: older, Newer: newer}.HTML()
	if strings.Contains(string(html), "<old>") {
		t.Error("a name becomes markup")
	}
	b := start(t)
	b.open(html)
	if light, dark := b.schemes(); light == dark || light == `"rgba(0, 0, 0, 0)"` {
		t.Errorf("the background is %s in light and %s in dark", light, dark)
	}
	if got, want := b.eval(`document.querySelector("h1").innerText`), `"`+string(r.Verdict)+`"`; got != want {
		t.Errorf("the heading is %s, not %s", got, want)
	}
	b.until(`document.querySelector("article details").open && document.querySelectorAll("article .st").length > 0`)
	for id, want := range map[string]string{"added": "ec2is trusted by", "removed": "emr-serverlessis trusted by"} {
		if got := b.eval(`document.querySelector("#` + id + ` table tbody tr").textContent`); !strings.HasPrefix(got, `"`+want) {
			t.Errorf("the graph of what is %s has %s, not %q", id, got, want)
		}
		if n := b.eval(`document.querySelectorAll("#` + id + ` svg.graph a.n.role").length`); n != "1" {
			t.Errorf("the graph of what is %s has %s boxes that lead to a change", id, n)
		}
	}
	for _, word := range []string{"gained", "lost"} {
		cell := `document.querySelector(".heat tr[data-name$='` + word + `'] a.c")`
		b.eval(cell + `.focus()`)
		b.key("Enter")
		b.until(`(st => document.getElementById("sheet").open && st.length > 0 && st.every(s => s.querySelector(".eff").textContent == "` + word + `"))([...document.querySelectorAll("#sheet-body .st")])`)
		b.key("Escape")
		b.until(`!document.getElementById("sheet").open`)
	}
	b.eval(`q.value = "s3:DeleteBucket"; q.dispatchEvent(new Event("input")); true`)
	b.until(`document.querySelectorAll("#results-body tr").length > 0 && document.querySelector("#results-body tr").cells[2].textContent == "gained"`)
	b.links()
	b.accessible()
	if b.trouble != nil {
		t.Errorf("the console has %s", strings.Join(b.trouble, "\n"))
	}
}
