package denied

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
)

// object has the values of a JSON object by the keys that lead to them, in lower case
// and without the lists between them, e.g., "resources/arn".
type object map[string][]string

// get is the first value of a key, or "".
func (o object) get(key string) string {
	for _, value := range o[key] {
		return value
	}
	return ""
}

// objects calls f for each object of a JSON value, after those in it, with the keys that
// lead to it, and returns where the value ends. One that breaks off has what is before
// that, with the part of a string that is left.
func objects(text string, f func(path string, o object)) int {
	type level struct {
		values object
		path   string
		key    string // of the next value; "" in a list, and where a key is next
		list   bool
	}
	dec := json.NewDecoder(strings.NewReader(text))
	levels := []level{{values: object{}, list: true}}
	join := func(path, key string) string { return strings.Trim(path+"/"+key, "/") }
	add := func(key string, values ...string) {
		top := &levels[len(levels)-1]
		key = join(top.key, key)
		top.values[key] = append(top.values[key], values...)
	}
	end := func() {
		inner := levels[len(levels)-1]
		levels = levels[:len(levels)-1]
		if !inner.list {
			f(inner.path, inner.values)
		}
		for key, values := range inner.values {
			add(key, values...)
		}
	}
	for {
		token, err := dec.Token()
		top := &levels[len(levels)-1]
		isKey := !top.list && top.key == ""
		if err != nil {
			at := int(dec.InputOffset())
			if rest := strings.TrimLeft(text[at:], ": \t\r\n"); !isKey && strings.HasPrefix(rest, `"`) && !strings.Contains(rest, "\n") {
				add("", strings.TrimRight(rest[1:], ". "))
			}
			for len(levels) > 1 {
				end()
			}
			return at
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			levels = append(levels, level{values: object{}, path: join(top.path, top.key), list: token == json.Delim('[')})
			continue
		case json.Delim('}'), json.Delim(']'):
			end()
		case nil:
		default:
			if isKey {
				top.key = strings.ToLower(fmt.Sprint(token))
				continue
			}
			add("", fmt.Sprint(token))
		}
		levels[len(levels)-1].key = ""
		if len(levels) == 1 {
			return int(dec.InputOffset())
		}
	}
}

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
	end := open + objects(text[open:], func(path string, o object) {
		switch {
		case path == "context/conditions/items":
			if values := o["values/items/value"]; values != nil {
				d.Context[o.get("key")] = append(d.Context[o.get("key")], values...)
			}
		case path == "" && o.get("allowed") == "false":
			d.Explicit = o.get("explicitdeny") == "true"
			d.Principal, d.Action, d.Resource = o.get("context/principal/arn"), o.get("context/action"), o.get("context/resource")
		}
	})
	if d.Action == "" {
		return nil, ""
	}
	if parts := strings.Split(d.Resource, ":"); !strings.Contains(d.Action, ":") && len(parts) > 2 {
		d.Action = actionOf(parts[2], d.Action)
	}
	d.Text = "decoded authorization message: " + d.Action + " on " + d.Resource
	return d, text[:open] + " " + text[end:]
}

// opensList matches the begin of a file with events in a list, which are read one by one.
var opensList = lazily(`^\x{feff}?\s*(?:\{\s*"(?:Records|[Ee]vents)"\s*:\s*)?\[`)

// scanEvents reads events of CloudTrail: files with Records, what lookup-events prints,
// a list, or one a line.
func scanEvents(in *bufio.Reader, name string, found *Found) error {
	head, _ := in.Peek(1 << 10)
	lists := opensList().Match(head)
	if bytes.HasPrefix(head, []byte("\ufeff")) {
		if _, err := in.Discard(len("\ufeff")); err != nil {
			return err
		}
	}
	dec := json.NewDecoder(in)
	number, depth := 0, 0
	each := func() error {
		var one json.RawMessage
		if err := dec.Decode(&one); err != nil {
			return err
		}
		number++
		if bytes.Contains(one, []byte("rrorCode")) {
			addEvents(string(one), name, number, found)
		}
		return nil
	}
	outer := func() error {
		token, err := dec.Token()
		switch token {
		case json.Delim('{'):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		case json.Delim('['):
			depth++
			for dec.More() {
				if err := each(); err != nil {
					return err
				}
			}
		}
		return err
	}
	next := each
	if lists {
		next = outer
	}
	for {
		if err := next(); errors.Is(err, io.EOF) && depth == 0 {
			return nil
		} else if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
	}
}

// addEvents adds the denials of an event, of a list of events in it, or of what
// lookup-events prints, which has the event as text.
func addEvents(text, file string, number int, found *Found) {
	objects(text, func(path string, o object) {
		if !slices.Contains([]string{"", "records", "events"}, path) {
			return
		}
		if inner := o.get("cloudtrailevent"); inner != "" {
			addEvents(inner, file, number, found)
		} else if d := o.denial(); d != nil {
			d.File, d.Line = file, number
			found.Add(d)
		}
	})
}

// deniedCodes are parts of the codes that AWS's services give denials.
var deniedCodes = []string{"accessdenied", "unauthorized", "notauthorized", "forbidden", "authorizationerror", "authfailure"}

// denial returns what an event says, and its message; nil if it is about no denial.
func (o object) denial() *Denial {
	code, source, name := o.get("errorcode"), o.get("eventsource"), o.get("eventname")
	isDenied := slices.ContainsFunc(deniedCodes, func(c string) bool { return strings.Contains(strings.ToLower(code), c) })
	said := Parse(o.get("errormessage"))
	if !isDenied && (code == "" || len(said) == 0 || said[0].Form == "access-denied" || said[0].Form == "missing-permission") {
		return nil
	}
	d := &Denial{Form: "event", Cause: Unknown, Count: 1, Text: strings.TrimSpace(source + " " + name + ": " + code + " " + o.get("errormessage"))}
	if len(said) > 0 {
		d = said[0]
	}
	if d.Principal == "" || d.Form == "encoded" || blanked(principalName(d.Principal)) {
		d.Principal = o.get("useridentity/arn")
	}
	if d.Principal == "" {
		d.Principal = o.get("useridentity/invokedby")
	}
	issuer := o.get("useridentity/identityprovider")
	if token, ok := strings.CutPrefix(o.get("useridentity/principalid"), issuer+":"); ok && issuer != "" {
		_, provider, _ := strings.Cut(issuer, "oidc-provider/")
		audience, subject, _ := strings.Cut(token, ":")
		d.Principal = issuer
		d.Context = map[string][]string{provider + ":aud": {audience}, provider + ":sub": {subject}}
	}
	if name == "AssumeRoleWithSAML" {
		d.Principal = o.get("requestparameters/principalarn") // of the provider
	}
	d.Operation = name
	if d.Action == "" {
		d.Action = actionOf(source, name)
	}
	if d.Resource == "" {
		d.Resource = o.resource(d.Action)
	}
	if d.Form == "access-denied" || d.Form == "operation" {
		d.Form = "event"
	}
	if d.Form == "event" && o.get("vpcendpointid") != "" && strings.Contains(strings.ToLower(code), "vpce") {
		d.Form, d.Cause = "endpoint-implicit", Endpoint
	}
	return d
}

// resource returns the ARN that an event is about, or "".
func (o object) resource(action string) string {
	if arn := o.get("resources/arn"); arn != "" {
		return arn
	}
	asked := func(key string) string { return o.get("requestparameters/" + key) }
	partition := "aws"
	if p, ok := facts.PartitionOf(o.get("awsregion")); ok {
		partition = p.Name
	}
	own := func(service, resource string) string {
		return "arn:" + partition + ":" + service + ":" + o.get("awsregion") + ":" + o.get("recipientaccountid") + ":" + resource
	}
	bucket, key, cluster := asked("bucketname"), asked("key"), asked("jobflowid")+asked("clusterid")
	switch {
	case bucket != "" && key != "" && action != "s3:ListBucket":
		return "arn:" + partition + ":s3:::" + bucket + "/" + key
	case bucket != "":
		return "arn:" + partition + ":s3:::" + bucket
	case strings.HasPrefix(action, "sts:") || strings.EqualFold(action, "iam:PassRole"):
		return asked("rolearn")
	case strings.HasPrefix(asked("keyid"), "arn:"):
		return asked("keyid")
	case strings.HasPrefix(action, "glue:"):
		return own("glue", "catalog")
	case strings.HasPrefix(action, "emr-serverless:") && asked("applicationid") != "":
		return own("emr-serverless", "/applications/"+asked("applicationid"))
	case strings.HasPrefix(action, "elasticmapreduce:") && cluster != "":
		return own("elasticmapreduce", "cluster/"+cluster)
	}
	return ""
}
