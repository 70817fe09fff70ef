package denied

import (
	"cmp"
	"slices"
	"strings"
)

var (
	perform    = lazily(`(?i)not authori[sz]ed to perform:? ?(?:the )?(?:action:? ?)?["']?(?:([A-Za-z][A-Za-z0-9-]*) ?: ?([A-Za-z]\w*)|<[^<>]+>|\*{3,}|\[[A-Z]+\])["']?`)
	before     = lazily(`(?i)(?:(?:^|[\s"'(:>])(?:user|role|principal|identity|caller|assumed role|federated user)(: ?| )["']?)([^"'=]{1,400}?)["']?,? (?:is|are|was|were)? ?$`)
	lastWord   = lazily(`((?:[A-Z][\w-]+ ){1,3}[Ss]ervice [Pp]rincipal|\S+),? (?:is|are|was|were) $`)
	isName     = lazily(`.[:/_.@A-Z0-9*<>-]`) // no word at the begin of a sentence
	oneAction  = lazily(`^[A-Za-z0-9-]+:[A-Za-z0-9]+$`)
	onWhat     = lazily(`(?i)^,?["']? ?(?:action )?(?:on|for|against) ((?:the |this |following )*resources?(?:\(s\))? ?[:=]? ?)?`)
	namesOn    = lazily(`(?i)^["']?(?:arn:|(?:\.\.\.|…)/)`) // an ARN, or a path whose begin is cut
	noResource = lazily(`(?i)^(?:[^\w*]+|\.\w+|at .*|it|this|that|these|those|them|me|my|us|our|you|your)$`)
	plainWord  = lazily(`^[A-Za-z]+$`)
	goesOn     = lazily(`^\w+ [a-z]+ [a-z]+ `)
	oneWord    = lazily(`^[\w<>*./:${}-]+["'} ]*(?:$| at \w+\.)`)
	reasoned   = lazily(`(?i)\bno ([\w -]{3,40}?)(?: policies| policy)? (?:allow|grant|permit)(?:s|ing)?\b|\bbecause no ([\w-]{4,}(?: \w+){0,3})\W*$|\b([\w -]{2,40}?(?:policy|boundary)) (?:does not|did not) allow\b|\b(?:denied|blocked) by (?:the |an? )?([\w -]{0,40}?(?:polic(?:y|ies)|boundary|scp))\b|explicit(?:ly)? den(?:y|ied)\b(?: in (?:a |an |the )?([\w -]{3,60}))?`)
	encoded    = lazily(`(?i)encoded (?:authorization failure )?message`)
	emphasis   = lazily(`(?:\w\*|[^*]\*\*)$`) // of Markdown
	nowhere    = lazily(`(?i) on this resource because the resource does not exist`)
	byAWS      = lazily(`(?i)^(?: because| with an| \(service)`)
	ended      = lazily(`(?i)^because |^associated with | because no | with an explicit deny| because (?:of )?an explicit deny|"| \(service| \(status|, |; |\. |\.$| status code| encoded authorization| request id|, request|\)$|'\}|\}| at com\.| at org\.| -> |\s\(|[。，、；」』】）]`)
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
	if strings.Contains(t, "n't") {
		t = contracted.Replace(t)
	}
	all := parse(hidden().ReplaceAllStringFunc(t, protect.Replace))
	for _, d := range all {
		for _, field := range []*string{&d.Principal, &d.Role, &d.Resource, &d.Text} {
			*field = restore.Replace(*field)
		}
	}
	return all
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
	d.Resource, tail, ok = strings.Cut(tail, because)
	if n := len(d.Resource); n > 2 && d.Resource[0] == '"' && d.Resource[n-1] == '"' {
		d.Resource = d.Resource[1 : n-1]
	}
	if !ok || strings.Contains(tail, "arn:") || strings.Contains(tail, "ncoded") || !strings.HasPrefix(d.Principal, "arn:") || !strings.HasPrefix(d.Resource, "arn:") ||
		strings.ContainsAny(d.Principal+d.Resource, " \"'=,;()[]{}") || strings.HasSuffix(d.Resource, ".") || !oneAction().MatchString(d.Action) {
		return nil
	}
	if strings.EqualFold(d.Action, "iam:PassRole") {
		d.Form = "pass-role"
	}
	d.Operation, d.Text = operationIn(head+" "), excerpt(t, len(head)+len(" is "), len(head)+len(verb)+len(d.Action))
	return d
}

// parse finds all denials in a text that is clean: one for each "not authorized to perform",
// with what is before and after it, or else one.
func parse(t string) []*Denial {
	all := perform().FindAllStringSubmatchIndex(t, -1)
	if len(all) == 0 {
		if d := worded(t); d != nil {
			return []*Denial{d}
		}
		return nil
	}
	var out []*Denial
	for i, m := range all {
		from, to := 0, len(t)
		if i > 0 {
			from = all[i-1][1]
		}
		if i+1 < len(all) {
			to = all[i+1][0]
		}
		d := &Denial{}
		if m[2] >= 0 { // else it is hidden
			d.Action = t[m[2]:m[3]] + ":" + t[m[4]:m[5]]
		}
		d.read(t[from:to], m[0]-from, m[1]-from)
		d.Text, d.Encoded = excerpt(t, m[0], m[1]), encoded().MatchString(t)
		out = append(out, d)
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

// after reads the resource that follows the words that deny.
func (d *Denial) after(tail string) {
	m := onWhat().FindStringSubmatchIndex(tail)
	if m == nil {
		return
	}
	if rest := tail[m[1]:]; rest != "" && strings.IndexByte(`"'`, rest[0]) >= 0 && tail[m[1]-1] != ' ' && m[2] >= 0 { // which closes what had opened before
		return
	} else if m[2] >= 0 || namesOn().MatchString(rest) || oneWord().MatchString(rest) && !strings.HasPrefix("resource", rest) {
		resource := resourceIn(rest)
		if resource == d.Principal && strings.Contains(tail[:m[1]], "for") || noResource().MatchString(resource) || m[2] < 0 && plainWord().MatchString(resource) && goesOn().MatchString(rest) {
			return
		}
		d.Resource = cmp.Or(s3Object(resource), resource)
	}
}

// reason reads which policy denied a request, as AWS says it after the request, and
// reports whether a text says so.
func (d *Denial) reason(t string) bool {
	loc := reasoned().FindStringSubmatchIndex(t)
	if loc == nil {
		return false
	}
	words, explicit := "", strings.HasPrefix(strings.ToLower(t[loc[0]:]), "explicit")
	for i := 2; i < len(loc); i += 2 {
		if loc[i] >= 0 {
			words = strings.ToLower(t[loc[i]:loc[i+1]])
		}
	}
	for _, f := range Forms {
		if f.explicit == explicit && slices.ContainsFunc(f.policy, func(w string) bool { return strings.Contains(words, w) }) {
			d.Form, d.Cause, d.Explicit = f.Name, f.Cause, explicit
			switch {
			case f.Cause == Resource && strings.HasPrefix(strings.ToLower(d.Action), "sts:"): // the policy of a role is its trust
				d.Cause, d.Form = Trust, strings.Replace(f.Name, "resource", "trust", 1)
			case f.Name == "identity-implicit" && strings.EqualFold(d.Action, "iam:PassRole"):
				d.Form = "pass-role"
			}
			if arn := anyARN().FindString(t[loc[1]:]); strings.Contains(arn, ":policy/") {
				d.Policy = strings.TrimRight(arn, ".")
			}
			return true
		}
	}
	return false
}

// resourceIn returns the resource at the begin of a text. Its name may have spaces, as
// those of Glue's jobs do: then AWS's words end it.
func resourceIn(t string) string {
	if t != "" && (t[0] == '"' || t[0] == '\'') {
		if i := strings.IndexByte(t[1:], t[0]); i >= 0 {
			return t[1 : 1+i]
		}
		t = t[1:]
	}
	end := len(t)
	for _, loc := range ended().FindAllStringIndex(t, -1) {
		if part := t[:loc[1]]; t[loc[0]] != '}' || strings.Count(part, "{") < strings.Count(part, "}") { // else it closes what hides a name
			end = loc[0]
			break
		}
	}
	words := strings.Fields(t[:end])
	if len(words) > 1 && strings.EqualFold(words[0], "role") { // "on resource: role arn:…"
		words = words[1:]
	}
	if len(words) == 0 {
		return ""
	}
	if whole := byAWS().MatchString(t[end:]) && end < 300; !whole && (len(words) > 3 || strings.HasPrefix(words[0], "arn:") || words[0] == "*") {
		words = words[:1]
	}
	resource := strings.TrimSuffix(strings.Trim(strings.Join(words, " "), `"',;`), " -")
	if loc := emphasis().FindStringIndex(resource); loc != nil {
		resource = resource[:loc[0]+1]
	}
	return bare(resource)
}

// bare is a name without the punctuation after it, which no more than closes what the text opened before it.
func bare(name string) string {
	name, _, _ = strings.Cut(name, "</")
	if begin := strings.TrimRight(name, "."); strings.HasSuffix(name, "..") && begin != "" { // cut by whoever pasted it
		return begin + "..."
	}
	for name != "" {
		last := name[len(name)-1:]
		opens, closes := "", strings.Index(")]}>", last)
		if closes >= 0 {
			opens = "([{<"[closes : closes+1]
		}
		if closes < 0 && !strings.Contains(`.,;!'"`, last) || closes >= 0 && strings.Count(name, opens) >= strings.Count(name, last) {
			break
		}
		name = name[:len(name)-1]
	}
	return name
}
