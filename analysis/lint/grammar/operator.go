package grammar

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/eval"
)

// operators checks that IAM has each operator.
func operators(c *core.Checker, st *core.Statement, cond core.Condition) {
	if cond.Op.Base == "" {
		c.About(st, cond.OpAt, "unknown-operator", operatorHelp(c, cond.Operator), "has the condition operator %q, but IAM has no such operator", cond.Operator)
	}
}

// operands checks that the operator of a condition accepts a value.
func operands(c *core.Checker, st *core.Statement, v core.Value) {
	if v.Condition.Op.Base != "" && !takes(v.Condition.Op, v.Literal) {
		c.Add(st.In.Subject, v.At, "operator-value", "", "%s compares with %s, not %q", core.Where(v.Condition, st), v.Condition.Op.Operand, v.Literal)
	}
}

// takes reports whether a value is valid for the operator. Another rule checks
// values with policy variables.
func takes(o core.Operator, value string) bool {
	if strings.Contains(value, "${") {
		return true
	}
	ok := true
	switch o.Operand {
	case core.Texts:
	case core.Numbers:
		_, ok = eval.ParseDecimal(value)
	case core.Dates:
		_, ok = eval.ParseInstant(value)
	case core.Truths:
		return strings.EqualFold(value, "true") || strings.EqualFold(value, "false")
	case core.Blobs:
		_, err := base64.StdEncoding.DecodeString(value)
		return err == nil
	case core.Cidrs:
		_, ok = eval.ParseNetwork(value)
	case core.Arns:
		return value == "*" || core.IsARN(value)
	default:
		panic(fmt.Sprintf("lint: operand %q", o.Operand))
	}
	return ok
}

func operatorHelp(c *core.Checker, written string) string {
	if strings.HasSuffix(written, "Null"+core.IfExists) {
		return "Null does not support IfExists: it tests whether the key exists"
	}
	return core.DidYouMean(c, written, core.OperatorNames())
}
