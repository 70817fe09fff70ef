package lint

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/emriam/emriam/spec/diag"
)

// operators checks that IAM has each operator, and that its values are valid.
func (c *checker) operators() {
	for d, st := range c.statements() {
		for _, cond := range st.conditions {
			op, ok := parseOperator(cond.Operator)
			if !ok {
				c.add(d.subject, cond.OpAt, "unknown-operator", c.operatorHelp(cond.Operator), "%s has the condition operator %q, but IAM has no such operator", label(st), cond.Operator)
				continue
			}
			for _, v := range cond.values {
				if !op.takes(v.string) {
					c.add(d.subject, v.At, "operator-value", "", "%s compares with %s, not %q", where(cond, st), op.operand, v.string)
				}
			}
		}
	}
}

var (
	numberForm = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)$`)
	dateForm   = regexp.MustCompile(`^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?)?)?|\d+)$`)
)

// takes reports whether a value is valid for the operator. Another rule checks
// values with policy variables.
func (o operator) takes(value string) bool {
	if strings.Contains(value, "${") {
		return true
	}
	switch o.operand {
	case texts:
		return true
	case numbers:
		return numberForm.MatchString(value)
	case dates:
		return dateForm.MatchString(value)
	case truths:
		return strings.EqualFold(value, "true") || strings.EqualFold(value, "false")
	case blobs:
		_, err := base64.StdEncoding.DecodeString(value)
		return err == nil
	case cidrs:
		return isCIDR(value)
	case arns:
		return value == "*" || isARN(value)
	default:
		panic(fmt.Sprintf("lint: operand %q", o.operand))
	}
}

func isCIDR(value string) bool {
	if _, err := netip.ParseAddr(value); err == nil {
		return true
	}
	_, err := netip.ParsePrefix(value)
	return err == nil
}

func (c *checker) operatorHelp(written string) string {
	if strings.HasSuffix(written, "Null"+ifExists) {
		return "Null does not support IfExists: it tests whether the key exists"
	}
	return c.didYouMean(written, operatorNames())
}

// didYouMean is the help for a name that is not among names, or "".
func (c *checker) didYouMean(written string, names []string) string {
	if near := c.nearest(written, names); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return ""
}

// nearest is diag.Nearest for names of a plausible length.
func (c *checker) nearest(written string, names []string) string {
	const most = 100
	if len(written) > most || !c.spend(40*len(names)*len(written)) {
		return ""
	}
	return diag.Nearest(written, names)
}
