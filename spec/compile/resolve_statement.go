package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

// resolve resolves one statement. It returns nil for a statement whose when
// never holds, or after a finding.
func (st *syntaxStatement) resolve(doc string, given spec.When) *spec.Statement {
	what := st.label()
	sc := st.sc
	when, keep := st.fields.whenGiven(what, given)
	if !keep {
		return nil
	}
	out := &spec.Statement{Sid: st.sid, When: when, At: st.at, Elements: st.fields.keys(), Origin: st.sc.origin(st.at), Changes: st.origins(), Effect: sc.text(st.fields, "Effect", what)}
	out.Doc, out.Source = sc.text(st.fields, "doc", what), sc.text(st.fields, "source", what)
	out.Locked = sc.text(st.fields, "locked", what)
	out.Operations = st.operations(what)
	st.checkShape(doc, what)
	if f, ok := st.fields.get("Effect"); ok && out.Effect != "Allow" && out.Effect != "Deny" && f.n.Kind == syntax.Scalar {
		f.sc.helpf(f.n.Span(), "bad-effect", diag.DidYouMean(out.Effect, []string{"Allow", "Deny"}), "the Effect of %s must be Allow or Deny, not %q", what, out.Effect)
	}
	out.Actions, out.NotActions = st.itemsOf("Action", "NotAction", what, when)
	out.Resources, out.NotResources = st.itemsOf("Resource", "NotResource", what, when)
	out.Principals, out.NotPrincipals = st.principals(what, when)
	out.Conditions = st.conditions(doc, what, when)
	return out
}

func (st *syntaxStatement) operations(what string) []string {
	f := st.fields.at("operation")
	var out []string
	for _, n := range f.names("operation of " + what) {
		if !f.sc.ops[n.Text] {
			f.sc.helpf(n.Span(), "unknown-operation", diag.DidYouMean(n.Text, sortedKeys(f.sc.ops)), "%s names the operation %q, which the template does not declare", what, n.Text)
			continue
		}
		out = append(out, n.Text)
	}
	return out
}

// checkShape checks the keys of a statement for its kind of policy.
func (st *syntaxStatement) checkShape(doc, what string) {
	need := []string{"Effect", "Action", "Resource"}
	never := []string{"Principal", "NotPrincipal"}
	switch doc {
	case Trust:
		need = []string{"Effect", "Action", "Principal"}
		never = []string{"Resource", "NotResource"}
	case Resource:
		need, never = append(need, "Principal"), nil
	case bareResource:
		need, never = []string{"Effect", "Action", "Principal"}, nil
	}
	for _, key := range need {
		_, ok := st.fields.get(key)
		_, not := st.fields.get(negated[key])
		switch {
		case ok && not:
			f := st.fields.at(negated[key])
			f.sc.errorf(f.key.Span(), "both-keys", "%s has both %s and %s", what, key, negated[key])
		case !ok && !not:
			st.sc.errorf(st.at, "missing-key", "%s has no %s", what, key)
		}
	}
	for _, key := range never {
		if f, ok := st.fields.get(key); ok {
			f.sc.errorf(f.key.Span(), "wrong-policy", "%s has a %s, which %s policies cannot have", what, key, doc)
		}
	}
}

func (st *syntaxStatement) itemsOf(key, not, what string, cover spec.When) ([]spec.Item, bool) {
	f, ok := st.fields.get(key)
	if !ok {
		if f, ok = st.fields.get(not); !ok {
			return nil, false
		}
		key = not
	}
	return f.items(key+" of "+what, cover), key == not
}

// items resolves a list of values: the written ones, with those that overlays add
// and without those that they take. At least one item is present whenever cover
// holds.
func (f field) items(what string, cover spec.When) []spec.Item {
	out := f.sc.items(f.n, what, cover)
	for _, e := range f.edits() {
		items := e.sc.items(e.n, what, cover)
		if !e.take {
			out = append(out, items...)
			continue
		}
		for _, it := range items {
			out = take(out, it, e.field, what)
		}
	}
	if !f.sc.diags.HasErrors() && !cover.Covered(spec.Whens(out)) {
		f.sc.helpf(f.key.Span(), "maybe-empty", "put the when on the statement, or add a value without a when", "%s can be empty because every value is conditional", what)
	}
	return out
}

func take(items []spec.Item, it spec.Item, t field, what string) []spec.Item {
	n := len(items)
	items = slices.DeleteFunc(slices.Clone(items), func(o spec.Item) bool { return o.Value.String() == it.Value.String() })
	if len(items) == n {
		t.sc.errorf(t.n.Span(), "bad-edit", "%s has no %q to take", what, it.Value)
	}
	return items
}

// items resolves one string, or a list of strings or {value, when}.
func (sc *scope) items(n *syntax.Node, what string, cover spec.When) []spec.Item {
	if n.Empty() {
		sc.errorf(n.Span(), "empty-list", "%s is an empty list", what)
	}
	out := make([]spec.Item, 0, max(len(n.Kids), 1))
	for item := range n.List() {
		text, when, keep := sc.conditionalItem(item, what)
		if !keep {
			continue
		}
		vs, ok := sc.values(text, what, cover.And(when))
		if !ok {
			continue
		}
		with := sc.with(text)
		for _, v := range vs {
			it := spec.Item{Value: v, When: when, At: text.Span(), With: with}
			if !with.IsValid() || !slices.ContainsFunc(out, it.Repeats) { // lists outside of templates can be long
				out = append(out, it)
			}
		}
	}
	return out
}

// with returns the first value under with that a text of a template names.
func (sc *scope) with(n *syntax.Node) diag.Span {
	if sc.template == "" || !syntax.HasPlaceholder(n.Text) {
		return diag.Span{}
	}
	for _, p := range syntax.Split(n.Text) {
		if a := sc.args[p.Text]; p.Placeholder && a != nil && a.at.IsValid() {
			return a.at
		}
	}
	return diag.Span{}
}

// conditionalItem resolves {value: …, when: …}.
func (sc *scope) conditionalItem(n *syntax.Node, what string) (text *syntax.Node, when spec.When, keep bool) {
	if n.Kind != syntax.Mapping || sc.verbatim {
		return n, nil, true
	}
	if name, help, ok := n.Intrinsic(); ok {
		sc.helpf(n.Span(), "wrong-type", help, "a value of %s must be text, not the function %s", what, name)
		return nil, nil, false
	}
	fs := sc.fields(n, "a value of "+what, language.Value)
	sc.required(n.Span(), fs, "a value of "+what, "value")
	value, ok := fs.get("value")
	if !ok {
		return nil, nil, false
	}
	when, keep = fs.when(what)
	return value.n, when, keep
}

func (st *syntaxStatement) principals(what string, cover spec.When) ([]spec.Principal, bool) {
	f, ok := st.fields.get("Principal")
	not := false
	if !ok {
		if f, not = st.fields.get("NotPrincipal"); !not {
			return nil, false
		}
	}
	if f.n.Kind == syntax.Scalar {
		if f.n.Text != "*" {
			f.sc.helpf(f.n.Span(), "bad-principal", "write {Service: …} or {AWS: …}", "the principal of %s must be a mapping or \"*\", not %q", what, f.n.Text)
		}
		return []spec.Principal{{Type: "*", At: f.n.Span()}}, not
	}
	if f.n.Kind == syntax.Mapping && len(f.n.Kids) == 0 {
		f.sc.add(diag.Finding{
			Span: f.n.Span(), Severity: diag.Info, Code: "empty-principal",
			Message: fmt.Sprintf("the principal of %s is empty", what), Help: "name whom the statement is about, e.g., {Service: ec2.amazonaws.com}",
		})
	}
	var out []spec.Principal
	for typ, pf := range f.ordered("the principal of "+what, language.Principal) {
		out = append(out, spec.Principal{Type: typ, Values: pf.items(typ+" of "+what, cover), At: pf.key.Span()})
	}
	return out, not
}

// ordered iterates over the fields of a mapping in the author's order.
func (f field) ordered(what string, of *language.Shape) func(yield func(string, field) bool) {
	return func(yield func(string, field) bool) {
		fs := f.sc.fields(f.n, what, of)
		for _, e := range f.n.Pairs() {
			if sub, ok := fs.get(e.Key.Text); ok && sub.key == e.Key && !yield(e.Key.Text, sub) {
				return
			}
		}
	}
}

// conditions resolves a Condition, with the changes of overlays.
func (st *syntaxStatement) conditions(doc, what string, cover spec.When) []spec.Condition {
	f, ok := st.fields.get("Condition")
	if !ok {
		return nil
	}
	out := addConditions(nil, f, doc, what, cover)
	for _, e := range f.edits() {
		if e.take {
			out = takeConditions(out, e.field, what)
		} else {
			out = addConditions(out, e.field, doc, what, cover)
		}
	}
	return out
}

// addConditions adds the conditions of f to out, or their values to those of the same
// operator and key.
func addConditions(out []spec.Condition, f field, doc, what string, cover spec.When) []spec.Condition {
	f.sc.checkEmpty(f.n, "the Condition of "+what)
	if f.sc.foreignCondition(f.n, what) {
		return nil
	}
	at := map[[2]string]int{}
	for i, c := range out {
		at[[2]string{c.Operator, c.Key}] = i
	}
	for _, op := range f.sc.entries(f.n, "the Condition of "+what) {
		if help := noOperator(op); help != "" {
			f.sc.helpf(op.Key.Span(), "unknown-operator", help, "the Condition of %s has the key %s where its operator must be", what, op.Key.Text)
			continue
		}
		f.sc.checkEmpty(op.Value, op.Key.Text+" in the Condition of "+what)
		keys := f.sc
		if doc == Trust {
			keys = keys.but(func(sc *scope) { sc.keyPlaceholders = true })
		}
		for _, e := range keys.entries(op.Value, op.Key.Text+" of "+what) {
			kf := field{key: e.Key, n: e.Value, sc: f.sc}
			f.sc.checkTypes(e, what)
			items := kf.items(e.Key.Text+" of "+what, cover)
			c := spec.Condition{Operator: op.Key.Text, Key: e.Key.Text, Values: items, At: e.Key.Span(), OpAt: op.Key.Span()}
			if syntax.HasPlaceholder(e.Key.Text) && !f.sc.verbatim {
				c.KeyValue = f.sc.conditionKey(e.Key, what, cover)
				c.Key = c.KeyValue.String()
				if lit, ok := c.KeyValue.Literal(); ok {
					c.Key, c.KeyValue = lit, nil
				}
			}
			name := [2]string{c.Operator, c.Key}
			if i, ok := at[name]; ok {
				out[i].Values = append(out[i].Values, c.Values...)
				continue
			}
			at[name] = len(out)
			out = append(out, c)
		}
	}
	return out
}

// conditionKey resolves a condition key with placeholders, in a trust policy: one that
// contains an identity provider.
func (sc *scope) conditionKey(n *syntax.Node, what string, cover spec.When) spec.Value {
	v, ok := sc.value(n, "a condition key of "+what, cover)
	if !ok {
		return nil
	}
	if !onlyNames(v) {
		sc.errorf(n.Span(), "placeholder-in-key", "the condition key %q of %s can contain only text, parameters and pseudo parameters", n.Text, what)
		return nil
	}
	return v
}

// noOperator is the help for an entry of a Condition that begins with the key,
// without its operator or with that below it; "" for any other.
func noOperator(e syntax.Entry) string {
	if !strings.Contains(e.Key.Text, ":") || strings.HasPrefix(e.Key.Text, "ForA") {
		return ""
	}
	operator, value := "StringEquals", e.Value
	switch first := firstText(value); {
	case value.Kind == syntax.Mapping && len(value.Kids) == 1:
		operator, value = value.Kids[0].Key.Text, value.Kids[0].Value
	case value.Kind == syntax.Mapping:
		return "write each operator, and the key below it"
	case first == "true" || first == "false":
		operator = "Bool"
	case strings.HasPrefix(first, "arn:"):
		operator = "ArnLike"
	case strings.Contains(first, "*"):
		operator = "StringLike"
	case strings.EqualFold(e.Key.Text, "aws:SourceIp"):
		operator = "IpAddress"
	}
	return fmt.Sprintf("write Condition: {%s: {%q: %s}}", operator, e.Key.Text, value.Flow())
}

// firstText is the first text of one or of a list, or "".
func firstText(n *syntax.Node) string {
	for item := range n.List() {
		if item.Kind == syntax.Scalar {
			return item.Text
		}
	}
	return ""
}

// checkEmpty warns of a Condition, or an operator in it, without a key.
func (sc *scope) checkEmpty(n *syntax.Node, what string) {
	if n.Kind == syntax.Null || n.Kind == syntax.Mapping && len(n.Kids) == 0 {
		sc.warnf(n.Span(), "empty-condition", "write a key with its values, e.g., {StringEquals: {aws:ResourceTag/team: data}}, or remove it", "%s is empty", what)
	}
}

// checkTypes finds values of a condition that are of different types in JSON, in a
// document that IAM is to read as it is.
func (sc *scope) checkTypes(e syntax.Entry, what string) {
	if !sc.verbatim {
		return
	}
	var first *syntax.Node
	for item := range e.Value.List() {
		switch {
		case item.Kind != syntax.Scalar:
		case first == nil:
			first = item
		case item.Type != first.Type:
			sc.helpf(item.Span(), "mixed-types", "write all values in quotes", "%s has %s and %s as values of %s", what, first.Type, item.Type, e.Key.Text)
			return
		}
	}
}

// takeConditions removes keys from a Condition: {StringEquals: aws:SourceAccount}.
func takeConditions(cs []spec.Condition, t field, what string) []spec.Condition {
	for _, op := range t.sc.entries(t.n, "take of "+what) {
		for _, key := range t.sc.names(op.Value, "take of "+what) {
			n := len(cs)
			cs = slices.DeleteFunc(cs, func(c spec.Condition) bool { return c.Operator == op.Key.Text && c.Key == key.Text })
			if len(cs) == n {
				t.sc.errorf(key.Span(), "bad-edit", "%s has no condition %s on %s to take", what, op.Key.Text, key.Text)
			}
		}
	}
	return cs
}

// resolveStatements resolves those statements that can be there; they are present
// only where given holds.
func resolveStatements(sts []*syntaxStatement, doc string, given spec.When) []*spec.Statement {
	var out []*spec.Statement
	for _, st := range sts {
		if s := st.resolve(doc, given); s != nil {
			out = append(out, s)
		}
	}
	return out
}
