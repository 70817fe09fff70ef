package denied

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// clean undoes what wrapped a message: escapes of JSON and HTML, the margins that
// Terraform draws, quotes of a chat or an issue, comments, and line breaks.
func clean(text string) string {
	if isClean(text) {
		return text
	}
	text = unescape.Replace(tags().ReplaceAllString(escapes().ReplaceAllString(margins().ReplaceAllString(text, "$1"), "$1"), " "))
	text = hidden().ReplaceAllStringFunc(text, func(name string) string { return strings.ReplaceAll(name, " ", "-") })
	return strings.TrimSpace(spaces().ReplaceAllString(text, " "))
}

// isClean reports whether clean would change nothing: most lines of a log are so.
func isClean(text string) bool {
	before := byte(' ')
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ' || c >= 0x7f, c == ' ' && before == ' ', strings.IndexByte("\\&<`|", c) >= 0:
			return false
		default:
			before = c
		}
	}
	return before != ' ' && strings.IndexByte("/#*", text[0]) < 0
}

var (
	escapes  = lazily(`\\([^A-Za-z0-9\s])`) // of JSON and Markdown
	hidden   = lazily(`<[\w-]+(?: [\w-]+)+>`)
	unescape = strings.NewReplacer(`\n`, " ", `\t`, " ", `\r`, " ", "&quot;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&", "“", `"`, "”", `"`, "’", "'", "`", "", "\u00a0", " ", "\\u0027", "'", `\u0026`, "&")
	tags     = lazily(`(?i)</?(?:p|br|b|i|em|strong|code|pre|td|tr|li|ul|span|div|message|error)(?: [^>]*)?/?>`)
	margins  = lazily(`(^|\n)[ \t]*(?://+|#+|\*) `)
	spaces   = lazily(`[\s│╷╵|┃║]+(?:> )*`)

	perform     = lazily(`(?i)not authori[sz]ed to perform:? ?(?:the )?(?:action:? ?)?["']?([A-Za-z][A-Za-z0-9-]*) ?: ?([A-Za-z]\w*)["']?`)
	before      = lazily(`(?i)(?:(?:^|[\s"'(:>])(?:user|role|principal|identity|caller|assumed role|federated user)(?:: ?| )["']?)([^"'=]{1,400}?)["']?,? (?:is|are|was|were)? ?$`)
	lastWord    = lazily(`(\S+),? (?:is|are|was|were) $`)
	onARN       = lazily(`(?i)^,? (?:on|for|against) (["']?arn:)`)
	onWhat      = lazily(`(?i)^,?["']? ?(?:action )?(?:on|for|against) (?:the |this |following )*resources?(?:\(s\))? ?[:=]? ?`)
	onWord      = lazily(`(?i)^,? on ([\w<>*./:${}-]+)$`)
	reasoned    = lazily(`(?i)\bno ([\w -]{3,40}?)(?: policies| policy)? allows?\b|\bbecause no ([\w-]{4,}(?: \w+){0,3})\W*$|explicit(?:ly)? den(?:y|ied)\b(?: in (?:a |an |the )?([\w -]{3,60}))?`)
	encoded     = lazily(`(?i)encoded (?:authorization failure )?message`)
	anyAction   = lazily(`\b[a-z][a-z0-9-]+:[A-Z]\w+`)
	calling     = lazily(`(?i)(?:when calling (?:the )?(\w+) operation|operation(?: error)?:? (?:[\w ]+: )(\w+),|operation name: (\w+)|error (?:calling|invoking) (\w+)|"eventName": ?"(\w+)")`)
	repository  = lazily(`^([\w*<>.-]+)\.dkr\.ecr\.([\w*<>-]+)\.[\w.*<>-]+?/([\w./*<>-]+)`)
	onBucket    = lazily(`\bon ([a-z0-9][a-z0-9.-]{2,62}): (?:com|org|software)\.`) // as Hadoop says it
	tfAction    = lazily(`(?i)operation error ([\w ]+?): (\w+),`)
	anyS3       = lazily(`(?i)\bs3[an]?://([a-z0-9][a-z0-9._\-]{1,61}[a-z0-9])(/[^\s"',;:)<>]*)?`)
	inS3        = lazily(`(?i)https?://([a-z0-9.-]+)\.s3[.-][a-z0-9.-]*amazonaws\.com(/[^\s?"'<>]*)?`)
	anyARN      = lazily(`arn:aws[\w-]*:[\w-]+:[^\s"',;)]*`)
	gap         = lazily(`^arn:\S*: \.{2,} :\S*`) // in an ARN: what hides the account
	nowhere     = lazily(`(?i)^ on this resource because the resource does not exist`)
	serviceRole = lazily(`(?i)service role:? ?(\S+) (?:has insufficient|does not have)`)
	ended       = lazily(`(?i) because no | with an explicit deny| because (?:of )?an explicit deny|"| \(service| \(status|, |; |\. |\.$| status code| encoded authorization| request id|, request|\)$|'\}|\}| at com\.| at org\.|\s\(`)
)

// Parse finds all denials in a text. A text that has several of the same has all.
func Parse(text string) []*Denial {
	if d, _ := decoded(text); d != nil {
		return []*Denial{d}
	}
	t := clean(text)
	if d := direct(t); d != nil {
		return []*Denial{d}
	}
	return parse(t)
}

// direct reads the message that is most common, alone in a line, as parse does; nil
// if it is anything else.
func direct(t string) *Denial {
	const verb, on, because = " is not authorized to perform: ", " on resource: ", " because no identity-based policy allows the "
	head, tail, ok := strings.Cut(t, verb)
	at := strings.LastIndex(head, "User: ")
	if !ok || at < 0 || at > 0 && strings.IndexByte(` "'(:>`, t[at-1]) < 0 || strings.Contains(head, " perform") || strings.Contains(tail, "perform") {
		return nil
	}
	d := &Denial{Form: "identity-implicit", Cause: Identity, Principal: head[at+len("User: "):], Count: 1}
	d.Action, tail, _ = strings.Cut(tail, on)
	service, name, _ := strings.Cut(d.Action, ":")
	d.Resource, tail, ok = strings.Cut(tail, because)
	if n := len(d.Resource); n > 2 && d.Resource[0] == '"' && d.Resource[n-1] == '"' {
		d.Resource = d.Resource[1 : n-1]
	}
	if !ok || strings.Contains(tail, "arn:") || strings.Contains(tail, "ncoded") || !strings.HasPrefix(d.Principal, "arn:") || !strings.HasPrefix(d.Resource, "arn:") ||
		strings.ContainsAny(d.Principal+d.Resource, " \"'=,;()[]{}") || strings.HasSuffix(d.Resource, ".") || !isWord(strings.ReplaceAll(service, "-", "")) || !isWord(name) {
		return nil
	}
	if strings.EqualFold(d.Action, "iam:PassRole") {
		d.Form = "pass-role"
	}
	d.Operation, d.Text = operationIn(head+" "), excerpt(t, len(head)+len(" is "), len(head)+len(verb)+len(d.Action))
	return d
}

// isWord reports whether a text has letters and digits only.
func isWord(text string) bool {
	for i := range len(text) {
		if !spec.IsAlnum(text[i]) {
			return false
		}
	}
	return text != ""
}

// parse finds all denials in a text that is clean.
func parse(t string) []*Denial {
	var out []*Denial
	at := perform().FindAllStringSubmatchIndex(t, -1)
	for i, m := range at {
		from, to := 0, len(t)
		if i > 0 {
			from = at[i-1][1]
		}
		if i+1 < len(at) {
			to = at[i+1][0]
		}
		out = append(out, denialAt(t[from:m[0]], t[m[2]:m[3]]+":"+t[m[4]:m[5]], t[m[1]:to], excerpt(t, m[0], m[1])))
	}
	if len(out) == 0 {
		if d := special(t); d != nil {
			out = append(out, d)
		}
	}
	for _, d := range out {
		d.Count = 1
		d.Encoded = encoded().MatchString(t)
	}
	return out
}

// excerpt is a part of a text that people recognize it by.
func excerpt(t string, from, to int) string {
	from, to = max(0, from-160), min(len(t), to+240)
	for from > 0 && t[from-1] != ' ' {
		from--
	}
	for to < len(t) && t[to] != ' ' {
		to++
	}
	return strings.TrimSpace(t[from:to])
}

// denialAt reads a message of the common wording: what is before "not authorized
// to perform", the action, and what is after it.
func denialAt(head, action, tail, text string) *Denial {
	d := &Denial{Action: action, Text: text}
	if m := before().FindStringSubmatch(head); m != nil {
		who := m[1]
		if i := strings.LastIndex(strings.ToLower(who), "user: "); i >= 0 {
			who = who[i+len("user: "):]
		}
		d.Principal = strings.TrimRight(who, " ,:")
	} else if m := lastWord().FindStringSubmatch(head); m != nil {
		d.Principal = strings.Trim(m[1], `"',:()`)
	}
	words := strings.Fields(strings.Trim(d.Principal, ".… "))
	if len(words) == 0 || noName().MatchString(words[0]) || noName().MatchString(words[len(words)-1]) {
		d.Principal = ""
	}
	if m := serviceRole().FindStringSubmatch(head); m != nil && d.Principal == "" {
		d.Role = m[1]
	}
	d.Operation = operationIn(head)
	if nowhere().MatchString(tail) { // KMS does not say which
		d.Form, d.Cause = "key-not-found", Resource
		return d
	}
	if loc := onARN().FindStringSubmatchIndex(tail); loc != nil {
		d.Resource, tail = resourceIn(tail[loc[2]:])
	} else if loc := onWhat().FindStringIndex(tail); loc != nil {
		tail = tail[loc[1]:]
		d.Resource, tail = resourceIn(tail)
	} else if m := onWord().FindStringSubmatch(tail); m != nil && !strings.HasPrefix("resource", m[1]) {
		d.Resource = m[1]
	}
	d.Form, d.Cause = "plain", Unknown
	d.reason(tail[:min(len(tail), 300)])
	if d.Cause == Resource && strings.HasPrefix(strings.ToLower(d.Action), "sts:") { // the policy of a role is its trust
		d.Cause, d.Form = Trust, map[bool]string{true: "trust-explicit", false: "trust-implicit"}[d.Explicit]
	}
	switch {
	case strings.EqualFold(d.Action, "iam:PassRole") && (d.Cause == Unknown && !d.Explicit || d.Form == "identity-implicit"):
		d.Form, d.Cause = "pass-role", Identity
	case strings.HasPrefix(strings.ToLower(d.Action), "sts:assumerolewith") && d.Cause == Unknown:
		d.Form, d.Cause = "assume-web-identity", Trust
	}
	return d
}

// reason reads which policy denied a request, as AWS says it after the request, and
// reports whether a text says so.
func (d *Denial) reason(t string) bool {
	loc := reasoned().FindStringSubmatchIndex(t)
	if loc == nil {
		return false
	}
	words, explicit := "", loc[2] < 0 && loc[4] < 0
	for i := 2; i < len(loc); i += 2 {
		if loc[i] >= 0 {
			words = strings.ToLower(t[loc[i]:loc[i+1]])
		}
	}
	for _, f := range Forms {
		if f.explicit == explicit && slices.ContainsFunc(f.policy, func(w string) bool { return strings.Contains(words, w) }) {
			d.Form, d.Cause, d.Explicit = f.Name, f.Cause, explicit
			if arn := anyARN().FindString(t[loc[1]:]); strings.Contains(arn, ":policy/") {
				d.Policy = strings.TrimRight(arn, ".")
			}
			return true
		}
	}
	return false
}

// resourceIn returns the resource at the begin of a text, and the rest. Its name may
// have spaces, as those of Glue's jobs do.
func resourceIn(t string) (resource, rest string) {
	if t != "" && (t[0] == '"' || t[0] == '\'') {
		if i := strings.IndexByte(t[1:], t[0]); i >= 0 {
			return t[1 : 1+i], t[2+i:]
		}
		t = t[1:]
	}
	if strings.HasPrefix(strings.ToLower(t), "because ") {
		return "", t
	}
	if whole := gap().FindString(t); whole != "" {
		return whole, t[len(whole):]
	}
	end := len(t)
	for _, loc := range ended().FindAllStringIndex(t, -1) {
		if part := t[:loc[1]]; t[loc[0]] != '}' || strings.Count(part, "{") < strings.Count(part, "}") { // else it closes what hides a name
			end = loc[0]
			break
		}
	}
	resource = t[:end]
	because := end < len(t) && (strings.HasPrefix(strings.ToLower(t[end:]), " because") || strings.HasPrefix(strings.ToLower(t[end:]), " with an"))
	if words := strings.Fields(resource); len(words) > 1 && (!because || len(resource) > 300) {
		keep := 1
		if len(words) > 1 && strings.EqualFold(words[0], "role") { // "on resource: role arn:…"
			words = words[1:]
		}
		switch {
		case !strings.HasPrefix(words[0], "arn:") && words[0] != "*" && len(words) <= 3, len(words) <= 4 && strings.HasPrefix(strings.ToLower(t[end:]), " (service"):
			keep = len(words)
		case strings.Contains(words[1], "/") && strings.Count(words[0], ":") == 5 && !strings.Contains(words[0], "/"): // "delivery streams/x"
			keep = 2
		}
		end = strings.Index(t, words[keep-1]) + len(words[keep-1])
		resource = strings.Join(words[:keep], " ")
	}
	resource = strings.Trim(strings.TrimSpace(resource), `"',;`)
	if strings.HasSuffix(resource, "**") && !strings.HasSuffix(resource, "***") { // emphasis of Markdown
		resource = strings.TrimSuffix(resource, "**")
	}
	if strings.HasSuffix(resource, "..") { // cut by whoever pasted it
		resource = strings.TrimRight(resource, ".")
		if resource != "" {
			resource += "..."
		}
	}
	return resource, t[min(end, len(t)):]
}

func operationIn(t string) string {
	if low := strings.ToLower(t); !strings.Contains(low, "operation") && !strings.Contains(low, "ing ") && !strings.Contains(low, "eventname") {
		return ""
	}
	all := calling().FindAllStringSubmatch(t, -1)
	if len(all) == 0 {
		return ""
	}
	return strings.Join(all[len(all)-1][1:], "")
}

// special finds a message of another wording.
func special(t string) *Denial {
	low := strings.ToLower(t)
	for _, f := range Forms {
		if f.pattern == nil || !slices.ContainsFunc(f.words, func(w string) bool { return strings.Contains(low, w) }) {
			continue
		}
		loc := f.pattern().FindStringSubmatchIndex(t)
		if loc == nil {
			continue
		}
		d := &Denial{Form: f.Name, Cause: f.Cause, Action: f.action, Operation: operationIn(t), Text: excerpt(t, loc[0], loc[1])}
		for i, name := range f.pattern().SubexpNames() {
			if name == "" || loc[2*i] < 0 {
				continue
			}
			value := strings.Trim(t[loc[2*i]:loc[2*i+1]], `"',;:.()[]*`)
			switch strings.TrimRight(name, "23") {
			case "role":
				if !noName().MatchString(value) {
					d.Role = value
				}
			case "principal":
				d.Principal = value
			case "action":
				d.Action = value
			case "resource":
				d.Resource = value
			case "operation":
				d.Operation = value
			}
		}
		d.complete(t)
		if d.Cause == Unknown {
			d.reason(t)
		}
		return d
	}
	d := &Denial{}
	loc := reasoned().FindStringIndex(t)
	if loc == nil || !d.reason(t) {
		return nil
	}
	d.Text = excerpt(t, loc[0], loc[1])
	if all := anyAction().FindAllString(t[:min(len(t), loc[1]+80)], -1); len(all) > 0 {
		d.Action = all[len(all)-1]
	}
	d.Operation = operationIn(t)
	d.complete(t)
	return d
}

// noName matches words that stand where a name could.
var noName = lazily(`(?i)^(?:does|doesn't|is|has|have|needs?|requires?|the|that|which|with|for|in|to|lacks|missing|not|permissions?|was|cannot|can't|could|must|name|arn|you|user|role|principal|identity|caller|it)$`)

// complete adds what the text says elsewhere: the object in S3, and the action of
// an operation.
func (d *Denial) complete(t string) {
	if d.Form == "s3" && d.Resource != "" {
		d.Resource, d.Action = "arn:aws:s3:::"+d.Resource, "s3:ListBucket"
	}
	if m := repository().FindStringSubmatch(d.Resource); d.Form == "image" && m != nil {
		d.Resource = "arn:aws:ecr:" + m[2] + ":" + m[1] + ":repository/" + m[3]
	}
	if m := onBucket().FindStringSubmatch(t); d.Form == "s3" && d.Resource == "" && m != nil {
		d.Resource = "arn:aws:s3:::" + m[1]
	}
	if object := s3Object(t); object != "" && d.Resource == "" && (d.Form == "s3" || d.Form == "access-denied" || d.Form == "operation") {
		d.Form, d.Resource = "s3", object
	}
	if d.Action == "" && d.Operation != "" {
		service := ""
		if m := tfAction().FindStringSubmatch(t); m != nil {
			service = m[1]
		}
		d.Action = actionOf(service, d.Operation)
	}
	if d.Form == "operation" && strings.HasPrefix(d.Action, "s3:") {
		d.Form = "s3"
	}
	if d.Form == "s3" && d.Action == "" {
		d.Action = s3Action(t, d.Resource)
	}
	if d.Principal == "" {
		for _, arn := range anyARN().FindAllString(t, -1) {
			if strings.Contains(arn, ":assumed-role/") || strings.Contains(arn, ":user/") {
				d.Principal = arn
			}
		}
	}
}

// s3Object is the bucket or object in S3 that a text names, as a URL or in words.
func s3Object(t string) string {
	m := anyS3().FindStringSubmatch(t)
	if m == nil {
		m = inS3().FindStringSubmatch(t)
	}
	switch {
	case m == nil:
		return ""
	case m[2] == "/":
		m[2] = ""
	case strings.HasSuffix(m[2], ".") && !strings.HasSuffix(m[2], ".."):
		m[2] = strings.TrimSuffix(m[2], ".")
	}
	return "arn:aws:s3:::" + m[1] + m[2]
}

// s3Calls are words of a stack trace, each with the action that it stands for.
var s3Calls = strings.Fields("putobject:PutObject uploadpart:PutObject 0-byte:PutObject multipart:PutObject innermkdirs:PutObject rename:PutObject write:PutObject deleteobject:DeleteObject " +
	"doesbucketexist:ListBucket listobjects:ListBucket listbucket:ListBucket getfilestatus:GetObject headobject:GetObject getobject:GetObject")

// s3Action guesses the action from what a stack trace says.
func s3Action(t, resource string) string {
	low := strings.ToLower(t)
	for _, pair := range s3Calls {
		if word, action, _ := strings.Cut(pair, ":"); strings.Contains(low, word) {
			return "s3:" + action
		}
	}
	if resource == "" {
		return ""
	}
	if !strings.Contains(strings.TrimPrefix(resource, "arn:aws:s3:::"), "/") {
		return "s3:ListBucket"
	}
	return "s3:GetObject"
}

// decoded reads a decoded authorization message, alone or as the AWS CLI prints it,
// and returns the text around it.
func decoded(text string) (d *Denial, around string) {
	const key = `"allowed"`
	if strings.Contains(text, `\"allowed\"`) {
		text = strings.NewReplacer(`\\\"`, `\"`, `\"`, `"`).Replace(text)
	}
	at := strings.Index(text, key)
	open := strings.LastIndexByte(text[:max(at, 0)], '{')
	if open < 0 {
		return nil, ""
	}
	var m struct {
		Allowed      bool
		ExplicitDeny bool
		Context      struct {
			Principal        struct{ ID, Name, ARN string }
			Action, Resource string
			Conditions       struct {
				Items []struct {
					Key    string
					Values struct{ Items []struct{ Value string } }
				}
			}
		}
	}
	dec := json.NewDecoder(strings.NewReader(text[open:]))
	if dec.Decode(&m) != nil || m.Allowed || m.Context.Action == "" {
		return nil, ""
	}
	d = &Denial{
		Form: "decoded", Cause: Unknown, Explicit: m.ExplicitDeny, Principal: m.Context.Principal.ARN, Action: m.Context.Action, Resource: m.Context.Resource,
		Context: map[string][]string{}, Count: 1, Text: "decoded authorization message: " + m.Context.Action + " on " + m.Context.Resource,
	}
	for _, c := range m.Context.Conditions.Items {
		for _, v := range c.Values.Items {
			d.Context[c.Key] = append(d.Context[c.Key], v.Value)
		}
	}
	return d, text[:open] + text[open+int(dec.InputOffset()):]
}
