package denied

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
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

// settle counts denials that name only an action, as summaries do, with one of the same
// action that says more.
func (f *Found) settle() {
	f.drop(func(d *Denial) bool {
		if !d.vague() || d.Resource != "" || !d.says() {
			return false
		}
		more := lists.Find(f.Denials, func(o *Denial) bool {
			return !o.vague() && strings.EqualFold(o.Action, d.Action) && (d.Cause == Unknown || d.Cause == o.Cause)
		})
		if more != nil {
			more.Count += d.Count
		}
		return more != nil
	})
}

// drop drops denials that others say, too.
func (f *Found) drop(said func(*Denial) bool) {
	f.Denials = lists.Filter(f.Denials, func(d *Denial) bool {
		if !said(d) {
			return true
		}
		delete(f.at, d.key())
		return false
	})
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
	switch {
	case small:
		return scanPaste(string(head), name, found)
	case isTrail().Match(head):
		return scanEvents(in, name, found)
	}
	return scanText(in, name, found)
}

// scanPaste reads a text that is not long. A decoded message or an event may have words or
// a margin around it, be cut, or have something hidden: what cannot be read as JSON is text.
func scanPaste(text, name string, found *Found) error {
	before, first := len(found.Denials), error(nil)
	for _, t := range []string{text, unwrap(text)} {
		if d, around := decoded(t); d != nil {
			d.File, d.Line = name, 1
			found.Add(d)
			return scanText(bufio.NewReader(strings.NewReader(around)), name, found)
		}
		for _, loc := range anyJSON().FindAllStringIndex(t, 4) {
			if !isTrail().MatchString(t[loc[0]:]) {
				continue
			}
			err := scanEvents(bufio.NewReader(strings.NewReader(t[loc[0]:])), name, found)
			if loc[0] == 0 && (err == nil || errors.Is(err, io.ErrUnexpectedEOF) && len(found.Denials) > before) {
				return err
			}
			if len(found.Denials) > before { // words of whoever pasted it stand around
				return nil
			}
			first = cmp.Or(first, err)
		}
	}
	if err := scanText(bufio.NewReader(strings.NewReader(text)), name, found); err != nil {
		return err
	}
	if len(found.Denials) == before {
		return first
	}
	found.introduced(text, before)
	return nil
}

// introduced drops what people write above the first entry of a log, if there is a message of AWS.
func (f *Found) introduced(text string, before int) {
	dated := 0
	for line := range strings.Lines(text) {
		if dated++; begins([]byte(line)) {
			break
		}
	}
	if slices.ContainsFunc(f.Denials[before:], (*Denial).quotes) {
		f.drop(func(d *Denial) bool { return d.prose() && d.Line < dated && slices.Index(f.Denials, d) >= before })
	}
}

// anyJSON matches the begin of an object or a list.
var anyJSON = lazily(`[{\[]\s*["{]`)

// isTrail matches the begin of a file of events.
var isTrail = lazily(`(?s)^[\x{feff}\s]*[{\[].*"(?:Records|eventSource|CloudTrailEvent|eventVersion)"`)

// What stands in at most maxWrap lines may be one message. Entries longer than maxEntry
// end where they can, and lines longer than maxLine are cut.
const (
	maxWrap  = 8
	maxEntry = 60
	maxLine  = 1 << 20
)

// scanText looks for messages in the entries of a log: lines from one with a date or a
// time to the next. The lines of an object in JSON count as one.
func scanText(in *bufio.Reader, name string, found *Found) error {
	e, seen := entry{}, shapes{}
	for number := 1; ; number++ {
		line, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		if err != nil || begins(line) || len(e) >= maxEntry && blank(line) || len(e) >= 4*maxEntry {
			for _, d := range seen.denials(e) {
				d.File = name
				found.Add(d)
			}
			e = e[:0]
		}
		if err != nil {
			found.settle()
			return nil
		}
		e = e.with(line, number)
	}
}

// entry is an entry of a log, or of a text without dates a part of it.
type entry []row

type row struct {
	text   []byte
	number int
	signed bool // it may have a denial
}

// with is an entry with one more line.
func (e entry) with(line []byte, number int) entry {
	if n := len(e) - 1; n >= 0 && len(e[n].text) < maxLine && inObject(line) {
		e[n].text = append(append(e[n].text, ' '), line...)
		if !e[n].signed && signed(line) {
			e[n].number, e[n].signed = number, true
		}
		return e
	}
	plain := line
	if bytes.IndexByte(line, '&') >= 0 || bytes.IndexByte(line, 0xc2) >= 0 || bytes.IndexByte(line, 0xe2) >= 0 { // an apostrophe or a space may be escaped
		plain = []byte(unescaped(string(line)))
	}
	return append(e, row{line, number, signed(plain)})
}

// inObject reports whether a line goes on with an object in JSON: with a key, or its end.
func inObject(line []byte) bool {
	line = bytes.TrimSpace(line)
	switch {
	case len(line) == 0:
		return false
	case line[0] == '"':
		i := bytes.IndexByte(line[1:], '"')
		return i > 0 && bytes.HasPrefix(bytes.TrimSpace(line[i+2:]), []byte(":"))
	}
	return line[0] == '}' || line[0] == ']' || len(line) == 1 && (line[0] == '{' || line[0] == '[')
}

// begins reports whether a line begins an entry of a log, with a date or a time. The
// headers of an answer of AWS go on with it.
func begins(line []byte) bool {
	line = bytes.TrimLeft(line, "[(\"' ")
	rest := bytes.TrimLeft(line, "0123456789")
	if len(line)-len(rest) < 2 || len(rest) == 0 || bytes.Contains(line, []byte("x-amz-")) {
		return false
	}
	month := len(rest) > 1 && 'A' <= rest[1] && rest[1] <= 'S'
	digit := len(rest) > 1 && '0' <= rest[1] && rest[1] <= '9'
	return rest[0] == ' ' || (rest[0] == '-' || rest[0] == '/') && (digit || month) || (rest[0] == ':' || rest[0] == '.') && digit
}

// blank reports whether a line has no more than a margin, and perhaps its color.
func blank(line []byte) bool {
	line = bytes.TrimSpace(line)
	return len(line) < 24 && clean(string(line)) == "" && !bytes.Contains(line, []byte("<"))
}

// denials are those of an entry, without those that say no more than another one.
func (e entry) denials() []*Denial {
	var all []*Denial
	from, to := 0, 0 // what the last denial was read from: after from, and until to
	for i, r := range e {
		if !r.signed {
			continue
		}
		some, end := e.read(from, i)
		for _, d := range some {
			switch {
			case i < to && d.partOf(all[len(all)-1]):
			case d.Cause == Credentials && bytes.Contains(r.text, []byte("DEBUG")): // a chain says at this level what it tries, and goes on
			default:
				d.Line = r.number
				all, to = append(all, d), end
			}
		}
		from = i + 1
	}
	return lists.Filter(all, func(d *Denial) bool {
		return !slices.ContainsFunc(all, func(o *Denial) bool {
			return o != d && o.includes(d) && !(d.includes(o) && slices.Index(all, d) < slices.Index(all, o)) // of two that say the same, the first
		})
	})
}

// read reads the denials in a line. What is wrapped is read with the lines after it, until
// end, and with two before it.
func (e entry) read(from, i int) (found []*Denial, end int) {
	found, end = Parse(string(e[i].text)), i+1
	if len(found) > 1 || len(found) == 1 && !found[0].cut() {
		return found, end
	}
	to := i + 1
	for to < min(len(e), i+maxWrap) && !blank(e[to].text) && !(to > i+1 && bytes.Contains(e[to].text, []byte("User: "))) {
		to++
	}
	if loc := perform().FindIndex(e[i].text); loc != nil && loc[0] > len("service principal is currently") { // the message begins in this line
		from = i
	}
	for _, text := range []string{e[i:to].text("\n"), e[i:to].text(""), e[max(from, i-maxWrap):to].text("\n")} { // a terminal also breaks words
		if joined := Parse(text); len(joined) > 0 && (len(found) == 0 || joined[0].better(found[0])) {
			found, end = joined[:1], to
		}
	}
	return found, end
}

func (e entry) text(sep string) string {
	return string(bytes.Join(lists.Map(e, func(r row) []byte { return r.text }), []byte(sep)))
}

// partOf reports whether what was read from a part of a message belongs to all of it.
func (d *Denial) partOf(all *Denial) bool {
	return strings.HasSuffix(all.Principal, d.Principal) && (d.Action == "" || d.Action == all.Action)
}

// vague reports whether a denial does not say whose request was denied, and on what or
// which: another one of the same entry may.
func (d *Denial) vague() bool {
	return d.Principal+d.Role+string(d.Kind) == "" && (d.Resource == "" || d.general())
}

// general reports whether the form of a denial says only that a service denied something.
func (d *Denial) general() bool {
	return slices.Contains([]string{"access-denied", "not-authorized", "operation", "encoded", "s3"}, d.Form)
}

// prose reports whether a denial is in words of people, beside AWS's own.
func (d *Denial) prose() bool {
	return d.Resource == "" && d.Operation == "" && !d.quotes() && !strings.HasPrefix(d.Principal+d.Role, "arn:") &&
		slices.Contains([]string{"missing-permission", "not-authorized", "access-denied", "lake-formation", "pass-role"}, d.Form)
}

// quotes reports whether a denial is in AWS's most common words.
func (d *Denial) quotes() bool {
	return d.says() && perform().MatchString(d.Text)
}

// includes reports whether d may be about the request of a vague denial, and says as much.
// What people write beside a message may name a part of the caller, and a pattern.
func (d *Denial) includes(o *Denial) bool {
	if o.prose() && !d.prose() && (d.quotes() || o.Action == "" && o.Role == "" && d.Resource != "") {
		return true
	}
	service := func(action string) string { return strings.ToLower(action[:max(0, strings.IndexByte(action, ':'))]) }
	who := cmp.Or(o.Principal, o.Role)
	switch {
	case strings.HasPrefix(who, "arn:") || !strings.Contains(d.Principal, who) || o.Kind != "" || o.Resource != "" && !o.general(),
		!strings.HasPrefix(d.Resource, o.Resource) && !glob.Match(strings.ReplaceAll(o.Resource, "...", "*"), d.Resource):
		return false
	case o.Action == "":
		return o.general() || o.Form == "missing-permission" || o.Cause == d.Cause && (o.Explicit == d.Explicit || !code().MatchString(o.Text)) || o.Cause == Credentials && ofTrust(d.Action) // a role's
	case strings.EqualFold(o.Action, d.Action):
		return true
	}
	return o.general() && !o.says() && (service(d.Action) == service(o.Action) || strings.EqualFold(d.Action, "iam:PassRole")) && (!d.vague() || o.Operation == "")
}

// says reports whether a message names its action, which else follows from its other words.
func (d *Denial) says() bool {
	return d.Action != "" && strings.Contains(strings.ToLower(d.Text), strings.ToLower(d.Action))
}

// shapes are entries without what differs each time, of which a log has many of a kind,
// and the denials in them.
type shapes map[uint64][]*Denial

const maxShapes = 1 << 16

// denials are those of an entry. What was found in one of the same shape is not looked for.
func (s shapes) denials(e entry) []*Denial {
	if !slices.ContainsFunc(e, func(r row) bool { return r.signed }) {
		return nil
	}
	exact, rough := e.shapes()
	for _, key := range []uint64{rough, exact} {
		if all, ok := s[key]; ok {
			return lists.Map(all, func(d *Denial) *Denial { again := *d; return &again })
		}
	}
	var all []*Denial
	for part := range slices.Chunk(e.unwrapped(), 4*maxEntry) { // one line may have been a whole log
		all = append(all, part.denials()...)
	}
	if len(s) < maxShapes {
		key := rough
		if slices.ContainsFunc(all, func(d *Denial) bool { return strings.ContainsAny(d.Principal+d.Resource+d.Role, "0123456789") }) {
			key = exact
		}
		s[key] = lists.Map(all, func(d *Denial) *Denial { first := *d; return &first }) // which counts the others
	}
	return all
}

// shapes are hashes of an entry without its time and request IDs, and without all words
// that have digits.
func (e entry) shapes() (exact, rough uint64) {
	begun, id := false, false
	for _, r := range e {
		for word := range bytes.SplitSeq(r.text, []byte(" ")) {
			h := maphash.Bytes(seed, word)
			digits := bytes.ContainsAny(word, "0123456789")
			if begun = begun || !digits; begun && !id {
				exact = exact*prime ^ h
			}
			if !digits {
				rough = rough*prime ^ h
			}
			id = bytes.HasSuffix(word, []byte("ID:")) || bytes.HasSuffix(word, []byte("ID"))
		}
	}
	return exact, rough
}

const prime = 1099511628211

var seed = maphash.MakeSeed()

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

// cut reports whether a message may go on in the next line.
func (d *Denial) cut() bool {
	return !slices.Contains([]Cause{Profile, Linked, Cluster, Credentials}, d.Cause) && (d.Action == "" || d.Resource == "" || d.Cause == Unknown || d.broken())
}

// broken reports whether a line begins or ends within a message.
func (d *Denial) broken() bool {
	return d.Resource != "" && strings.IndexByte(":/", d.Resource[len(d.Resource)-1]) >= 0 || d.Principal == "" && strings.HasPrefix(d.Text, "is not ")
}

// better reports whether a denial says more than another, of a part of the same text.
func (d *Denial) better(part *Denial) bool {
	switch f := part.Form; {
	case (f == "service-role-permissions" || f == "studio-service-role") && d.Form != f && d.Action != "":
		return true // EC2's own message comes after it
	case part.says() && d.says() && !strings.HasPrefix(d.Action, part.Action):
		return false // of another message
	case part.Action != "" && d.Action != part.Action && strings.HasPrefix(d.Action, part.Action):
		_, known := facts.FindAction(d.Action)
		return known
	case part.vague() && part.general() && d.Cause != Unknown:
		return true // what a service denied is explained after it
	case d.Action == part.Action && d.Principal != part.Principal && strings.HasSuffix(d.Principal, part.Principal):
		return true
	}
	return fields(d) > fields(part)
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
