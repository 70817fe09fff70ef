package denied

import (
	"encoding/json"
	"fmt"
	"strings"
)

// decoded reads a decoded authorization message, alone or as the AWS CLI prints it, as
// far as it goes: whoever pasted it may have cut it. It returns the text around it, too.
func decoded(text string) (d *Denial, around string) {
	if strings.Contains(text, `\"allowed\"`) {
		text = strings.NewReplacer(`\\\"`, `\"`, `\"`, `"`).Replace(text)
	}
	open := strings.LastIndexByte(text[:max(strings.Index(text, `"allowed"`), 0)], '{')
	if open < 0 {
		return nil, ""
	}
	d = &Denial{Form: "decoded", Cause: Unknown, Context: map[string][]string{}, Count: 1}
	denied, key := false, ""
	end := open + values(text[open:], func(path, value string) {
		switch path {
		case "allowed":
			denied = value == "false"
		case "explicitDeny":
			d.Explicit = value == "true"
		case "context/principal/arn":
			d.Principal = value
		case "context/action":
			d.Action = value
		case "context/resource":
			d.Resource = value
		case "context/conditions/items/key":
			key = value
		case "context/conditions/items/values/items/value":
			d.Context[key] = append(d.Context[key], value)
		}
	})
	if !denied || d.Action == "" {
		return nil, ""
	}
	if parts := strings.Split(d.Resource, ":"); !strings.Contains(d.Action, ":") && len(parts) > 2 {
		d.Action = actionOf(parts[2], d.Action)
	}
	d.Text = "decoded authorization message: " + d.Action + " on " + d.Resource
	return d, text[:open] + " " + text[end:]
}

// values calls f for each value of a JSON object, with the keys that lead to it, and
// returns where the object ends. One that breaks off has what is before that, with the
// part of a string that is left.
func values(text string, f func(path, value string)) int {
	dec := json.NewDecoder(strings.NewReader(text))
	var path []string // a key for each object, and "" for each list
	isKey := false
	inner := func() string {
		return strings.Join(strings.FieldsFunc(strings.Join(path, "/"), func(r rune) bool { return r == '/' }), "/")
	}
	for {
		token, err := dec.Token()
		if err != nil {
			at := int(dec.InputOffset())
			if rest := strings.TrimLeft(text[at:], ": \t\r\n"); !isKey && strings.HasPrefix(rest, `"`) && !strings.Contains(rest, "\n") {
				f(inner(), strings.TrimRight(rest[1:], ". "))
			}
			return at
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			path = append(path, "")
			isKey = token == json.Delim('{')
			continue
		case json.Delim('}'), json.Delim(']'):
			path = path[:len(path)-1]
		default:
			text := fmt.Sprint(token)
			if isKey {
				path[len(path)-1], isKey = text, false
				continue
			}
			f(inner(), text)
		}
		if len(path) == 0 {
			return int(dec.InputOffset())
		}
		isKey = path[len(path)-1] != ""
	}
}
