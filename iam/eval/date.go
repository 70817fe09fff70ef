package eval

import (
	"cmp"
	"strings"
	"time"
)

// Instant is a point in time.
type Instant struct {
	Seconds int64 // since 1970
	Nanos   int32
}

// Compare orders two instants, the earlier first.
func (i Instant) Compare(j Instant) int {
	return cmp.Or(cmp.Compare(i.Seconds, j.Seconds), cmp.Compare(i.Nanos, j.Nanos))
}

// ParseInstant parses a date in one of the forms of ISO 8601 that the W3C note lists, or
// seconds since 1970. Four digits are a year.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
// https://www.w3.org/TR/NOTE-datetime
func ParseInstant(text string) (Instant, bool) {
	if len(text) != len("2006") || !digits(text) {
		if i, ok := parseEpoch(text); ok {
			return i, true
		}
	}
	r := reader{text, true}
	year, month, day := r.number(4), 1, 1
	if r.accept('-') {
		month = r.number(2)
		if r.accept('-') {
			day = r.number(2)
		}
	}
	var clock, nanos, zone int
	if r.accept('T') {
		clock, nanos, zone = r.clock()
	}
	last := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if !r.ok || r.rest != "" || month < 1 || month > 12 || day < 1 || day > last {
		return Instant{}, false
	}
	date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return Instant{date.Unix() + int64(clock-zone), int32(nanos)}, true
}

func parseEpoch(text string) (Instant, bool) {
	bare := strings.TrimPrefix(text, "-")
	whole, fraction, point := strings.Cut(bare, ".")
	if whole == "" || len(whole) > 15 || !digits(whole) || point && fraction == "" {
		return Instant{}, false
	}
	r := reader{whole, true}
	seconds, nanos := int64(r.number(len(whole))), 0
	if point {
		r.rest = fraction
		nanos = r.nanos()
	}
	if len(bare) < len(text) {
		seconds, nanos = -seconds, -nanos
		if nanos < 0 {
			seconds, nanos = seconds-1, nanos+1e9
		}
	}
	return Instant{seconds, int32(nanos)}, r.ok && r.rest == ""
}

// reader consumes a text from its beginning.
type reader struct {
	rest string
	ok   bool // everything read so far was there
}

func (r *reader) accept(c byte) bool {
	if r.rest == "" || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

// number reads exactly n digits.
func (r *reader) number(n int) int {
	if len(r.rest) < n || !digits(r.rest[:n]) {
		r.ok = false
		return 0
	}
	v := 0
	for i := range n {
		v = 10*v + int(r.rest[i]-'0')
	}
	r.rest = r.rest[n:]
	return v
}

// nanos reads the digits after a point and ignores those after the ninth.
func (r *reader) nanos() int {
	size := 0
	for size < len(r.rest) && '0' <= r.rest[size] && r.rest[size] <= '9' {
		size++
	}
	v := 0
	for i := range 9 {
		v *= 10
		if i < size {
			v += int(r.rest[i] - '0')
		}
	}
	r.ok = r.ok && size > 0
	r.rest = r.rest[size:]
	return v
}

// clock reads a time of day with its time zone, which is required.
func (r *reader) clock() (seconds, nanos, zone int) {
	hour := r.number(2)
	r.ok = r.accept(':') && r.ok
	minute, second := r.number(2), 0
	if r.accept(':') {
		second = r.number(2)
		if r.accept('.') {
			nanos = r.nanos()
		}
	}
	if hour > 23 || minute > 59 || second > 59 {
		r.ok = false
	}
	return hour*3600 + minute*60 + second, nanos, r.zone()
}

func (r *reader) zone() int {
	sign := 1
	switch {
	case r.accept('Z'):
		return 0
	case r.accept('-'):
		sign = -1
	case !r.accept('+'):
		r.ok = false
	}
	hours := r.number(2)
	r.ok = r.accept(':') && r.ok
	minutes := r.number(2)
	if hours > 23 || minutes > 59 {
		r.ok = false
	}
	return sign * (hours*3600 + minutes*60)
}
