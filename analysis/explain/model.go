package explain

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Model prints what the compiler made of a spec, as YAML: the fields of the model
// in their order, without those that are empty, positions, and the origins that Of
// explains. What has a name is printed once, where the spec lists it, and by its
// name elsewhere.
func Model(s *spec.Spec) []byte {
	var p modelPrinter
	p.fields(reflect.ValueOf(s).Elem(), 0)
	return p.out.Bytes()
}

type modelPrinter struct{ out bytes.Buffer }

// hidden are types that say where something is written.
var hidden = []reflect.Type{
	reflect.TypeFor[diag.Pos](), reflect.TypeFor[diag.Span](), reflect.TypeFor[spec.Places](), reflect.TypeFor[map[string]diag.Span](),
	reflect.TypeFor[spec.Origin](), reflect.TypeFor[[]spec.Field](), reflect.TypeFor[[]spec.Change](), reflect.TypeFor[[]spec.Removed](),
}

// owners are the fields in which what has a name is printed as a whole.
var owners = []string{"Params", "Conditions", "Roles", "Existing", "Policies", "Stacks", "Environments", "SecurityConfigurations", "ResourcePolicies", "Tests", "Document"}

func (p *modelPrinter) fields(v reflect.Value, depth int) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			p.fields(v.Field(i), depth)
			continue
		}
		if !f.IsExported() || slices.Contains(hidden, f.Type) || v.Field(i).IsZero() {
			continue
		}
		whole := slices.Contains(owners, f.Name) && (v.Type() == reflect.TypeFor[spec.Spec]() || v.Type() == reflect.TypeFor[spec.Role]() && f.Name == "Policies")
		p.entry(f.Name, v.Field(i), depth, whole)
	}
}

// entry prints a key with its value. What has a name is printed as a whole, or by
// its name.
func (p *modelPrinter) entry(key string, v reflect.Value, depth int, whole bool) {
	if text, ok := shortText(v, whole); ok {
		p.line(depth, key+":"+text)
		return
	}
	p.line(depth, key+":")
	p.value(v, depth+1, whole)
}

func (p *modelPrinter) value(v reflect.Value, depth int, whole bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		p.value(v.Elem(), depth, whole)
	case reflect.Struct:
		p.fields(v, depth)
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			p.entry(k.String(), v.MapIndex(k), depth, whole)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if text, ok := shortText(v.Index(i), whole); ok {
				p.line(depth, "-"+text)
				continue
			}
			at := p.out.Len() + 2*depth
			p.value(v.Index(i), depth+1, whole)
			p.out.Bytes()[at] = '-'
		}
	default:
		panic(fmt.Sprintf("explain: the model has a %s", v.Type()))
	}
}

func (p *modelPrinter) line(depth int, text string) {
	fmt.Fprintf(&p.out, "%s%s\n", strings.Repeat("  ", depth), text)
}

// shortText is a value on one line, after a blank, if it has one.
func shortText(v reflect.Value, whole bool) (string, bool) {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case spec.Value:
		return " " + quoted(x.String()), true
	case spec.When:
		return " " + whenText(x), true
	case spec.Item:
		return " " + itemText(x), true
	case *spec.Item:
		return " " + itemText(*x), true
	case []spec.When:
		out := lists.Map(x, whenText)
		return " " + strings.Join(out, " or "), true
	}
	if list, ok := flow(v, whole); ok {
		return list, true
	}
	switch v.Kind() {
	case reflect.String:
		return " " + quoted(v.String()), true
	case reflect.Bool, reflect.Int:
		return " " + fmt.Sprint(v.Interface()), true
	case reflect.Pointer:
		if name := v.Elem().FieldByName("Name"); !whole && name.IsValid() {
			return " " + name.String(), true
		}
	}
	return "", false
}

// flow is a list on one line, if each of its values is there always.
func flow(v reflect.Value, whole bool) (string, bool) {
	if v.Kind() != reflect.Slice {
		return "", false
	}
	var out []string
	for i := range v.Len() {
		text, ok := shortText(v.Index(i), whole)
		if !ok || strings.Contains(text, " # when ") {
			return "", false
		}
		out = append(out, text[1:])
	}
	return " [" + strings.Join(out, ", ") + "]", true
}

func itemText(it spec.Item) string {
	if len(it.When) == 0 {
		return quoted(it.Value.String())
	}
	return quoted(it.Value.String()) + " # when " + whenText(it.When)
}

func whenText(w spec.When) string {
	return strings.Join(w.Strings(), " and ")
}

// quoted is a text as YAML takes it on one line.
func quoted(text string) string { return fmt.Sprintf("%q", text) }
