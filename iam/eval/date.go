package eval

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The forms of dates. Four digits are a year.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
// https://www.w3.org/TR/NOTE-datetime
var (
	epoch   = regexp.MustCompile(`^(-?)([0-9]{1,15})(?:\.([0-9]+))?$`)
	instant = regexp.MustCompile(`^([0-9]{4})(-[0-9]{2})?(-[0-9]{2})?(?:(T` + hours + `:[0-5][0-9])(:[0-5][0-9](?:\.[0-9]+)?)?(Z|[+-]` + hours + `:[0-5][0-9]))?$`)
	year    = regexp.MustCompile(`^[0-9]{4}$`)
)

const hours = `(?:[01][0-9]|2[0-3])`

// ParseInstant parses a date in one of the forms of ISO 8601 that the W3C note lists, or
// seconds since 1970.
func ParseInstant(text string) (time.Time, bool) {
	if m := epoch.FindStringSubmatch(text); m != nil && !year.MatchString(text) {
		seconds, err := strconv.ParseInt(m[1]+m[2], 10, 64)
		nanos, err2 := strconv.ParseInt(m[1]+(m[3] + strings.Repeat("0", 9))[:9], 10, 64)
		return time.Unix(seconds, nanos), err == nil && err2 == nil
	}
	m := instant.FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, false
	}
	for i, missing := range []string{"", "", "-01", "-01", "T00:00", ":00", "Z"} {
		if m[i] == "" {
			m[i] = missing
		}
	}
	t, err := time.Parse(time.RFC3339, strings.Join(m[1:], ""))
	return t, err == nil
}
