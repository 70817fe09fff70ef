package grammar

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"github.com/emriam/emriam/analysis/lint/core"
)

// operators checks that IAM has each operator, and that its values are valid.
func operators(c *core.Checker, st *core.Statement, cond core.Condition) {
	if cond.Op.Base == "" {
		c.About(st, cond.OpAt, "unknown-operator", operatorHelp(c, cond.Operator), "has the condition operator %q, but IAM has no such operator", cond.Operator)
		return
	}
	for _, v := range cond.Texts {
		if !takes(cond.Op, v.Literal) {
			c.Add(st.In.Subject, v.At, "operator-value", "", "%s compares with %s, not %q", core.Where(cond, st), cond.Op.Operand, v.Literal)
		}
	}
}

var (
	numberForm = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)$`)
	dateForm   = regexp.MustCompile(`^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?)?)?|\d+)$`)
)

// takes reports whether a value is valid for the operator. Another rule checks
// values with policy variables.
func takes(o core.Operator, value string) bool {
	if strings.Contains(value, "${") {
		return true
	}
	switch o.Operand {
	case core.Texts:
		return true
	case core.Numbers:
		return numberForm.MatchString(value)
	case core.Dates:
		return dateForm.MatchString(value) && isDay(value)
	case core.Truths:
		return strings.EqualFold(value, "true") || strings.EqualFold(value, "false")
	case core.Blobs:
		_, err := base64.StdEncoding.DecodeString(value)
		return err == nil
	case core.Cidrs:
		return isCIDR(value)
	case core.Arns:
		return value == "*" || core.IsARN(value)
	default:
		panic(fmt.Sprintf("lint: operand %q", o.Operand))
	}
}

// isDay reports whether the calendar has the day with which a value begins, if it
// begins with one.
func isDay(value string) bool {
	if len(value) < len(time.DateOnly) || value[4] != '-' {
		return true
	}
	_, err := time.Parse(time.DateOnly, value[:len(time.DateOnly)])
	return err == nil
}

func isCIDR(value string) bool {
	if _, err := netip.ParseAddr(value); err == nil {
		return true
	}
	_, err := netip.ParsePrefix(value)
	return err == nil
}

func operatorHelp(c *core.Checker, written string) string {
	if strings.HasSuffix(written, "Null"+core.IfExists) {
		return "Null does not support IfExists: it tests whether the key exists"
	}
	return core.DidYouMean(c, written, core.OperatorNames())
}
