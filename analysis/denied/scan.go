package denied

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/emriam/emriam/internal/lists"
)

// Found collects distinct denials, in the order in which they occur.
type Found struct {
	Denials []*Denial
	More    int // that are distinct too, and not kept

	at map[string]*Denial
}

// maxDistinct is how many distinct denials are kept, so that a log of any size fits, and is explained in a minute.
const maxDistinct = 500

// Add adds a denial, or counts it.
func (f *Found) Add(d *Denial) {
	if f.at == nil {
		f.at = map[string]*Denial{}
	}
	key := d.key()
	switch before := f.at[key]; {
	case before != nil:
		before.Count += d.Count
		if before.Context == nil {
			before.Context = d.Context
		}
	case len(f.at) >= maxDistinct:
		f.More++
	default:
		f.at[key] = d
		f.Denials = append(f.Denials, d)
	}
}

// signsAt are the words of forms by their first two bytes, in either case: a log has
// few of these pairs, so that most of it is looked at once.
var signsAt = sync.OnceValue(func() *[1 << 16][]string {
	var out [1 << 16][]string
	for _, f := range Forms {
		for _, w := range f.words {
			for _, a := range both(w[0]) {
				for _, b := range both(w[1]) {
					pair := int(a)<<8 | int(b)
					out[pair] = append(out[pair], w)
				}
			}
		}
	}
	return &out
})

// both is a letter in lower and in upper case, or another character.
func both(c byte) []byte {
	if 'a' <= c && c <= 'z' {
		return []byte{c, c - 'a' + 'A'}
	}
	return []byte{c}
}

// signed reports whether a line may have a denial: it has a word of some form.
func signed(text []byte) bool {
	at := signsAt()
	for i := 1; i < len(text); i++ {
		for _, w := range at[int(text[i-1])<<8|int(text[i])] {
			if rest := text[i-1:]; len(rest) >= len(w) && strings.EqualFold(string(rest[:len(w)]), w) {
				return true
			}
		}
	}
	return false
}

// Scan reads a file: a message, a log, or events of CloudTrail, which may be
// compressed with gzip. It keeps no more of it in memory than some lines.
func Scan(r io.Reader, name string, found *Found) error {
	in := bufio.NewReaderSize(r, 1<<18)
	head, _ := in.Peek(2)
	if len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		z, err := gzip.NewReader(in)
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		in = bufio.NewReaderSize(z, 1<<18)
	}
	head, err := in.Peek(1 << 17)
	small := errors.Is(err, io.EOF)
	if small { // a decoded message may have many lines
		if d, around := decoded(string(head)); d != nil {
			d.File, d.Line = name, 1
			found.Add(d)
			return scanText(bufio.NewReader(strings.NewReader(around)), name, found)
		}
	}
	if !isTrail().Match(head) {
		return scanText(in, name, found)
	}
	before := len(found.Denials)
	if !small {
		return scanEvents(in, name, found)
	}
	// A pasted event may be cut, or have something hidden: then it is text.
	err = scanEvents(bufio.NewReader(bytes.NewReader(head)), name, found)
	if err == nil || len(found.Denials) > before {
		return err
	}
	if other := scanText(bufio.NewReader(bytes.NewReader(head)), name, found); other != nil || len(found.Denials) > before {
		return other
	}
	return err
}

// isTrail matches the begin of a file of events.
var isTrail = lazily(`(?s)^[\x{feff}\s]*[{\[].*"(?:Records|eventSource|CloudTrailEvent|eventVersion)"`)

// A message may be wrapped over some lines; longer lines than maxLine are cut.
const (
	maxWrap = 7
	maxLine = 1 << 20
)

// scanText looks for messages in lines.
func scanText(in *bufio.Reader, name string, found *Found) error {
	var before [2][]byte // lines
	var lines [][]byte   // what is before, the line, and those after it
	number := 0          // of lines[1]
	seen := shapes{}
	lines = append(lines, nil)
	ended := false
	skip := 0 // lines that the message before them has
	// Of an entry of the log, a denial that says little counts only if no other says more.
	var vague, full *Denial
	said, last := fragment{}, 0 // the line of the last denial
	flush := func() {
		if vague != nil {
			found.Add(vague)
		}
		vague, full, last = nil, nil, 0
	}
	defer flush()
	add := func(d *Denial) {
		if last == 0 || number-last >= sameEntry {
			flush()
		}
		last = number
		switch {
		case full != nil && full.includes(d), vague != nil && vague.Form != d.Form && vague.includes(d):
			return
		case vague != nil && !d.includes(vague):
			found.Add(vague)
		}
		if vague = nil; d.vague() {
			vague = d
			return
		}
		full = d
		found.Add(d)
	}
	for {
		for len(lines) < 2+maxWrap && !ended {
			line, err := readLine(in)
			if err != nil && !errors.Is(err, io.EOF) {
				return fmt.Errorf("reading %s: %w", name, err)
			}
			ended = err != nil
			if line != nil {
				lines = append(lines, line)
			}
		}
		if len(lines) < 2 {
			return nil
		}
		number++
		if begins(lines[1]) {
			flush()
		}
		line := lines[1]
		said.read(line)
		has := signed(line)
		if skip > 0 {
			skip--
		} else if has {
			key := shape(line)
			if one, ok := seen[key]; ok {
				if one != nil {
					again := *one
					add(&again)
				}
			} else {
				lines[0] = bytes.Join(before[:], []byte("\n"))
				all, used := parseLines(lines)
				if number > 1 || len(lines) > 2 { // a chain says at this level what it tries, and goes on
					all = lists.Filter(all, func(d *Denial) bool { return d.Cause != Credentials || !bytes.Contains(line, []byte("DEBUG")) })
				}
				skip = used
				for _, d := range all {
					said.complete(d)
					d.File, d.Line = name, number
					add(d)
				}
				seen.add(key, line, all)
			}
		}
		before = [2][]byte{before[1], line}
		if has {
			before = [2][]byte{}
		}
		lines = append(lines[:1], lines[2:]...)
	}
}

// sameEntry is how many lines an entry of a log may have, such as a stack trace.
const sameEntry = 40

// vague reports whether a denial does not say whose request was denied, and which
// action was: another one of the same entry may.
func (d *Denial) vague() bool {
	return slices.Contains([]string{"access-denied", "not-authorized", "operation", "encoded", "s3"}, d.Form) && d.Principal+d.Role == ""
}

// includes reports whether d may be about the request of a vague denial, and says as
// much.
func (d *Denial) includes(other *Denial) bool {
	service := func(action string) string { return strings.ToLower(action[:max(0, strings.IndexByte(action, ':'))]) }
	return other.vague() && strings.HasPrefix(d.Resource, other.Resource) && (other.Action == "" || !d.vague() && service(d.Action) == service(other.Action))
}

// fragment is what the lines of an event say that stands in a text, one key a line.
type fragment struct {
	name, source, arn string
	age               int // in lines
}

func (f *fragment) read(line []byte) {
	if f.age++; f.age > 80 {
		*f = fragment{}
	}
	line = bytes.TrimSpace(line)
	if len(line) < 8 || line[0] != '"' || line[1] != 'e' && line[1] != 'a' {
		return
	}
	for key, to := range map[string]*string{`"eventName"`: &f.name, `"eventSource"`: &f.source, `"arn"`: &f.arn} {
		if rest, ok := bytes.CutPrefix(line, []byte(key)); ok && (key != `"arn"` || f.arn == "") {
			*to, f.age = strings.Trim(string(rest), `:," `), 0
		}
	}
}

// complete adds what a message around which an event is does not say itself.
func (f *fragment) complete(d *Denial) {
	if f.name == "" || d.Action != "" && d.Operation != f.name {
		return
	}
	d.Operation, d.Action = f.name, actionOf(f.source, f.name)
	if d.Principal == "" {
		d.Principal = f.arn
	}
}

// shapes are lines without what differs each time, of which a log has many of a
// kind, and what was found in them: nothing, or one denial.
type shapes map[uint64]*Denial

const maxShapes = 1 << 16

// shape is a line without its digits or, of a message that names its principal, the
// message without the request ID.
func shape(line []byte) uint64 {
	digits := false
	if i := bytes.Index(line, []byte("User: ")); i >= 0 {
		digits, line = true, line[i:]
		for _, end := range []string{" (Service", "equest ID", "equestID", "equest id"} {
			if j := bytes.Index(line, []byte(end)); j > 0 {
				line = line[:j]
			}
		}
	}
	h := uint64(14695981039346656037) // FNV-1a
	for _, c := range line {
		if digits || c < '0' || c > '9' {
			h = (h ^ uint64(c)) * 1099511628211
		}
	}
	return h
}

func (s shapes) add(key uint64, line []byte, all []*Denial) {
	switch {
	case len(s) >= maxShapes || len(all) > 1:
	case len(all) == 0:
		s[key] = nil
	case bytes.Contains(line, []byte("User: ")) && !all[0].cut() && bytes.Contains(line, []byte(all[0].Action)) || all[0].Action == "" && all[0].Principal == "" && all[0].Resource == "" && all[0].Role == "":
		one := *all[0]
		s[key] = &one
	}
}

// readLine returns a line, or the begin of a very long one. It is nil at the end.
func readLine(in *bufio.Reader) ([]byte, error) {
	out := []byte{}
	for {
		part, more, err := in.ReadLine()
		if err != nil {
			return nil, err
		}
		if out = append(out, part[:min(len(part), maxLine-len(out))]...); !more {
			return out, nil
		}
	}
}

// parseLines finds the denials in the second of some lines. What is wrapped is read
// with the lines after it, of which used are then read, and the one before.
func parseLines(lines [][]byte) (all []*Denial, used int) {
	alone := Parse(string(lines[1]))
	if len(alone) > 0 && !(len(alone) == 1 && alone[0].cut()) {
		return alone, 0
	}
	next := lines[2:]
	if begins(lines[1]) && len(next) > 0 && begins(next[0]) {
		if len(alone) == 0 && bytes.Contains(bytes.ToLower(next[0]), []byte("x-amz-")) { // the answer to a request, a header a line
			return parseJoined(lines[1:3]), 0
		}
		return alone, 0
	}
	for i, l := range next {
		text := clean(string(l))
		if text == "" && !bytes.Contains(l, []byte("<")) || begins(l) || i > 0 && strings.Contains(text, "User: ") {
			next = next[:i]
			break
		}
	}
	if joined := parseJoined(append([][]byte{lines[1]}, next...)); len(joined) > 0 && better(joined[0], alone) {
		alone = joined[:1]
		for i, l := range next {
			if part := Parse(string(l)); len(part) == 1 && strings.HasSuffix(joined[0].Principal, part[0].Principal) && (part[0].Action == "" || part[0].Action == joined[0].Action) {
				used = i + 1
			}
		}
	}
	if len(lines[0]) > 0 && !begins(lines[1]) && (len(alone) == 0 || !strings.Contains(alone[0].Principal, ":")) {
		with := parseJoined(append([][]byte{lines[0], lines[1]}, next...))
		if len(with) > 0 && (len(alone) == 0 || with[0].Principal != "" && with[0].Action == alone[0].Action || alone[0].Action == "" && better(with[0], alone)) {
			return with[:1], used
		}
	}
	return alone, used
}

// begins reports whether a line begins an entry of a log, with a date or a time.
func begins(line []byte) bool {
	line = bytes.TrimLeft(line, "[(\"' ")
	digits := len(line) - len(bytes.TrimLeft(line, "0123456789"))
	return digits >= 2 && digits < len(line) && bytes.IndexByte([]byte("-/:. "), line[digits]) >= 0
}

func parseJoined(lines [][]byte) []*Denial { return Parse(string(bytes.Join(lines, []byte("\n")))) }

// cut reports whether a message may go on in the next line.
func (d *Denial) cut() bool {
	return !slices.Contains([]Cause{Profile, Linked, Cluster, Credentials}, d.Cause) && (d.Action == "" || d.Resource == "" || d.Cause == Unknown)
}

func better(d *Denial, alone []*Denial) bool {
	if len(alone) == 0 {
		return true
	}
	if f := alone[0].Form; (f == "service-role-permissions" || f == "studio-service-role") && d.Form != f && d.Action != "" {
		return true // EC2's own message comes after it
	}
	if a := alone[0].Action; a != "" && d.Action != a && strings.HasPrefix(d.Action, a) {
		return true
	}
	return fields(d) > fields(alone[0])
}

func fields(d *Denial) int {
	n := 0
	for _, s := range []string{d.Principal, d.Action, d.Resource, d.Role} {
		if s != "" {
			n++
		}
	}
	if d.Cause != Unknown {
		n++
	}
	if d.Form != "access-denied" && d.Form != "not-authorized" && d.Form != "operation" {
		n++
	}
	return n
}
