package denied

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
)

// A message is recognized by the words that deny something. All but AWS's own codes and
// reasons stand in messages of much else, too: they count only in a text with something of
// AWS, and weak ones only if there is no other. The sign is where they end: the caller is before it, and the resource mostly after it.
var (
	strong = lazily(`(?i)access ?denied ?(?:exception|error)?\b|\bdenied access\b|\baccess (?:to [^\n]{1,120}? )?(?:is|was|has been) (?:denied|not allowed|forbidden)\b` +
		`|\bnot (?:currently )?authori[sz]ed\b|\bauth(?:orization)? ?(?:failure|failed|exception|error)\b|\bNotAuthorized(?:Exception)?\b`)
	code = lazily(`Access ?[Dd]enied|ACCESS_DENIED|UnauthorizedOperation|AuthFailure|nsufficient permissions to execute the query`)
	weak = lazily(`(?i)\b(?:do|does|did) not (?:(?:seem|appear) to )?have (?:[\w':-]+ ){0,5}?(?:permissions?|access|privileges?|rights)\b|\black(?:s|ed|ing)? (?:[\w':-]+ ){0,5}?(?:permissions?|access)\b|\binsufficient (?:[\w-]+ ){0,3}?(?:permissions?|privileges?)\b` +
		`|\b(?:missing|without|no|needs?|requires?) (?:[\w':-]+ ){0,4}?permissions?\b|\bpermissions? (?:is |are |was )?(?:denied|missing|required|error)\b|\b(?:lack(?:s|ed|ing)?|missing|needs?|requires?|not have) (?:[\w':-]+ ){0,3}?["']?[a-z][a-z0-9-]+:[A-Z]\w+|\bnot (?:allowed|permitted)\b|\bis denied\b|\b(?:operation|request|call|action) [\w:.-]+ (?:was |has been )?denied\b` +
		`|(?:^|[\s(:\[>'"=,])(?:forbidden|unauthori[sz]ed)(?:$|[\s):\]<'",;.!])|\b(?:status(?: ?code)?|code|https?(?:/\d\.\d)?|response|error|returned|got|with|after)["']?[\s:=("']{1,3}403\b|\b403[\s:,(]{1,2}(?:forbidden|access|error|unauthori)|[: ]403\W*$`)

	// Words of operating systems, databases and programs that look the same.
	unauthorized = lazily(`(?i)\bnot (?:currently )?authori[sz]ed to \w`)

	noise = lazily(`(?i)permission denied \((?:publickey|password|keyboard)[^)]*\)|\[errno 13\] permission denied|(?:^|[\s'"(:])/[^\s'":]*['"]?(?:: |\s\()permission denied|cannot [^\n:]{1,80}: permission denied|access denied for user '|access denied \("java\.[^)]*\)` +
		`|AccessDeniedException: /\S*|\b(?:import|catch|except|instanceof|case)\b ?\(?[\w.]*access_?denied\w*|[!=]=+ ?["']?access_?denied\w*`)

	ofOthers = lazily(`(?i)\bgs://|\bgsutil\b|gserviceaccount\.com|googleapi|\.windows\.net\b|\babfss?://|azurebfs|aliyuncs\.com`)

	ofAWS = lazily(`(?i)(?:^|[^A-Za-z0-9/])(?:aws|amazon\w*|boto\w*|iam|bucket|validationexception|application-autoscaling|s3[an]?|emr\w*|elasticmapreduce|glue|kms|dynamodb|athena|redshift|sqs|sns|kinesis|firehose|ec2|ecr|eks|ssm|cloudwatch|cloudformation|lake ?formation|sagemaker|secrets ?manager|step ?functions|(?:s3|ec2|emr|sdb|boto)\w*responseerror)(?:\b|_)|x-amz-|amazonaws\.|\barn:|StatusCode: 403|aws[a-z]`)
)

var (
	anyARN    = lazily(`\barn:aws[\w-]*:[\w-]+:[^\s"',;。，、；」』】）]*`)
	anyAction = lazily(`\b([a-z][a-z0-9-]+):([A-Za-z]\w+)`)
	passing   = lazily(`\b[Pp]ass(?:ing)? (?i:(?:(?:the|this|an?) )?(?:[\w-]+ ){0,3}?role\b)|(?i:\bpassrole\b)`)
	lacking   = lazily(`permission|lack|missing|need|require|not have ["']?[\w-]+:`)
	wordS3    = lazily(`(?i)\bs3[an]?\b|doesBucketExist|getFileStatus|innerMkdirs|PUT 0-byte object`) // the latter of Hadoop
	roleName  = lazily(`(?i)\b(?:roles?|instance ?profile)(?: with arn| name| arn)?(?: ?[:=/] ?| is | |["'(\[])["'(\[]*(arn:[^\s"',;)\]]+|[\w+=,.@/<>*-]*(?-i:[A-Z0-9_-])[\w+=,.@/<>*-]*)|\brole:? ["']?([\w+=.@/-]+)["']? (?:has|is|does|cannot|could)\b|(?:^|[\s"'(\[])([\w+=.@-]*(?-i:[A-Z_-])[\w+=.@-]*)["')]* (?:does not have|lacks|is missing|needs|requires)\b`)
	linked    = lazily(`AWSServiceRole\w+`)

	// A role that is named by what it is for.
	roleOfKind = lazily(`(?i)\b(service|instance|ec2|node|nodes|auto ?scaling|studio|job|execution|runtime) (?:role|instance profile|profile)\b`)

	// What names an operation of a service, and what is likely to.
	calling  = lazily(`(?i)(?:(?:when calling|during) (?:the )?(\w+) operation|operation(?: error)?:? (?:[\w ]+: )(\w+),|operation name: (\w+)|error (?:calling|invoking) (\w+)|"eventName": ?"(\w+)"|\bREST\.(\w+)\.(\w+))`) // the latter in S3's access logs
	dotted   = lazily(`\b([A-Za-z][A-Za-z0-9-]+)\.([A-Za-z_]{4,})\b`)
	targeted = lazily(`(?:(?:[.#=/]|: ?)([A-Z][A-Za-z]+)|\b([A-Z][a-z]+[A-Z][A-Za-z]+|[a-z]+(?:_[a-z]+)+))\b`)
	created  = lazily(`\bCREATE_FAILED\b.{0,80}?\bAWS::(\w+)::(\w+)`)
	likely   = lazily(`(?i)\b(?:calling|invoking|executing|invoke|call|perform|performing|operation|action|api|eventname)["']?:? ?(?:the )?["'\x60]?(?:[\w.]+[.:])?((?-i:[A-Z][a-z]+[A-Z])\w+)|\bexecute((?-i:[A-Z][a-z]+[A-Z])\w+)\(|\b((?-i:[A-Z][a-z]+[A-Z])\w+?)(?:Request|Command)\b|_(?:rest(?:Xml|Json1)|json1_[01]|query|ec2)?((?-i:[A-Z])\w+?)CommandError\b|\bclient\.(\w+)\(|\b((?-i:[A-Z][a-z]+[A-Z])\w+)["'\x60)]*(?::| ->| (?:api|operation|call|request|failed|returned|responded|was|got))[\s:,]|\b(?:on|in|to) ([a-z]+_[a-z_]+)\b`)

	// What names a service: an SDK, its exception or an endpoint.
	sdkName = lazily(`(?i)\bservice: ?"?([\w -]+?)"?[;,)]|operation error ([\w ]+?): \w|\b(?:amazonaws|awssdk)\.services\.(\w+?)\.|@?aws-sdk/client-([a-z0-9-]+)|\b([a-z0-9-]+)\.(?:[a-z]{2}-[a-z-]+-\d\.)?amazonaws\.com\b|\b(\w+?)(?:service)?exception\b`)

	perRepository = lazily(`([\w*<>.-]+)\.dkr\.ecr\.([\w*<>-]+)\.[\w.*<>-]+?/([\w./*<>-]+)`)
	onBucket      = lazily(`\bon ([a-z0-9][a-z0-9.-]{2,62}): (?:com|org|software)\.|(?i:\bbucket(?: name)?["']?)( ?[:=] ?["'(\[]?| ["'(\[]?)([a-z0-9][a-z0-9.-]{2,62}\b|<[\w-]+>)(?:["')\],]*(?: (?i:key)["']?[:=]| with key) ?["']?([^\s"',)]+))?`) // as Hadoop says it, and in words
	keyInBucket   = lazily(`(?i)\b(?:key|object) ["']([^"']+)["'] (?:in|from|of) (?:the )?(?:s3 )?bucket\b`)
	unopened      = lazily(`^(?:.*"\b|[^\[({<]*[)\]])`) // what a quote or bracket closes before a name
	sentence      = lazily(` [a-z]+\.(?: |$)`)
	afterBucket   = lazily(`^(?:["'.,;:)}\]]|$)`)
	grantedOn     = lazily(`(?i)lake ?formation permission(?:\(s\)|s)?:?(?: required [\w ]+?)? on (?:(?:the )?(?:table|database) )?([^\s("',;]+)`)
	anyS3         = lazily(`(?i)\bs3[an]?://([<\[{][\w-]+[>\]}]|\*{2,}|[a-z0-9][a-z0-9._\-]{1,61}[a-z0-9])(/(?:[^\s"',;:)<>]|<[\w-]+>)*)?`)
	inS3          = lazily(`(?i)https?://(?:([a-z0-9.-]+)\.s3[.-][a-z0-9.-]*amazonaws\.com|s3[.-][a-z0-9.-]*amazonaws\.com/([a-z0-9.-]+))(/[^\s?"'<>]*)?`)
)

// worded reads a message that does not say "not authorized to perform ACTION": whoever
// asked, the action, the resource and the reason are found wherever they stand.
func worded(t string) *Denial {
	f, loc, doubtful := signIn(t)
	if loc != nil && noise().MatchString(t) {
		t = noise().ReplaceAllString(t, " ")
		f, loc, doubtful = signIn(t)
	}
	if loc == nil {
		return nil
	}
	d := &Denial{Form: f.Name, Cause: f.Cause, Action: f.action}
	for i := 2; f.Name != "" && i < len(loc); i += 2 {
		switch {
		case loc[i] < 0:
		case f.pattern().SubexpNames()[i/2] == "caller":
			d.Principal = strings.TrimRight(bare(t[loc[i]:loc[i+1]]), ".")
		default:
			d.Role = bare(t[loc[i]:loc[i+1]])
		}
	}
	d.read(t, loc[0], loc[1])
	if d.Action+d.Resource == "" && (ofOthers().MatchString(t) || doubtful && !ofAWS().MatchString(t)) {
		return nil
	}
	d.Text, d.Encoded = excerpt(t, loc[0], loc[1]), encoded().MatchString(t)
	return d
}

// read reads a message in a text: whose request it was from what is before the words that
// deny it, and all else wherever it stands.
func (d *Denial) read(t string, from, to int) {
	d.Count, d.Operation = 1, operationIn(t)
	if d.Principal == "" {
		d.caller(t[:from])
	}
	if d.Action == "" {
		if d.Action = actionNear(t, from, to); d.Action == "" {
			d.Action = actionFor(t, d)
		}
	}
	common := perform().MatchString(t[from:to])
	if !common && !ofTrust(d.Action) && (strings.Contains(d.Principal, ":role/") || strings.Contains(d.Principal, ":instance-profile/")) {
		d.Role, d.Principal = d.Principal, ""
	}
	if !common || d.Principal == "" {
		d.named(t, to)
	}
	d.on(t, t[to:])
	switch {
	case d.Form == "":
		d.choose(t, t[from:to])
	case d.Cause == Unknown:
		d.reason(t)
	}
}

// signs are the patterns of what denies, each with words of which a text has one:
// looking for them costs less than the pattern.
var signs = []struct {
	pattern  func() *regexp.Regexp
	words    []string
	doubtful bool
}{
	{code, []string{"access", "unauthori", "authfail", "execute the query"}, false},
	{strong, []string{"access", "auth"}, true},
	{reasoned, []string{"allow", " by ", "explicit", "because no"}, false},
	{weak, []string{"not ", "lack", "insufficient", "missing", "without", "no ", "need", "require", "permission is", "permission den", "permissions den", "permission err", "denied", "are ", "was ", "forbidden", "unauthori", "403"}, true},
}

// signIn finds the words that deny something, and the form if they are its own; they
// are doubtful if other programs say so, too.
func signIn(t string) (f Form, loc []int, doubtful bool) {
	low := strings.ToLower(t)
	if f, loc = wording(low, t); loc != nil {
		return f, loc, false
	}
	for _, s := range signs {
		if !slices.ContainsFunc(s.words, func(w string) bool { return strings.Contains(low, w) }) {
			continue
		}
		if loc = s.pattern().FindStringIndex(t); loc != nil {
			if after := unauthorized().FindStringIndex(t); after != nil && !s.doubtful { // the caller stands before it
				loc = after
			}
			return Form{}, loc, s.doubtful
		}
	}
	return Form{}, nil, false
}

// wording finds the form whose own words a text has, which is given in lower case, too.
func wording(low, t string) (Form, []int) {
	for _, f := range Forms {
		if f.pattern == nil || !slices.ContainsFunc(f.words, func(w string) bool { return strings.Contains(low, w) }) {
			continue
		}
		if loc := f.pattern().FindStringSubmatchIndex(t); loc != nil {
			return f, loc
		}
	}
	return Form{}, nil
}

// choose chooses the form of a message by what was found in it.
func (d *Denial) choose(t, sign string) {
	name := ""
	_, known := facts.FindAction(d.Action)
	low, sign := strings.ToLower(t), strings.ToLower(sign)
	switch {
	case nowhere().MatchString(t): // KMS does not say which
		name = "key-not-found"
	case d.reason(t):
		return
	case strings.EqualFold(d.Action, "iam:PassRole"):
		name = "pass-role"
	case strings.HasPrefix(strings.ToLower(d.Action), "sts:assumerolewith"):
		name = "assume-web-identity"
	case perform().MatchString(sign):
		name = "plain"
	case ofTrust(d.Action):
		name = "assume-denied"
	case !known && prefixIn(t) == "sts":
		name, d.Action, d.Resource = "assume-denied", "sts:AssumeRole", ""
	case d.Action+d.Role+string(d.Kind) != "" && lacking().MatchString(sign):
		name = "missing-permission"
	case strings.HasPrefix(d.Action, "s3:"), strings.Contains(d.Resource, ":s3:::"), prefixIn(t) == "s3", strings.Contains(low, "<code>accessdenied</code>"):
		name = "s3"
	case strings.Contains(sign, "authori") && !strings.Contains(sign, "operation") || strings.Contains(sign, "permitted") || strings.Contains(sign, "allowed"):
		name = "not-authorized"
	case d.Operation != "" && d.Action != "":
		name = "operation"
	default:
		name = "access-denied"
	}
	f, _ := FindForm(name)
	d.Form, d.Cause = f.Name, f.Cause
	if d.Form == "s3" && d.Action == "" {
		d.Action = s3Action(t, d.Resource)
	}
}

// caller reads whose request it was from what is before the words that deny it. What AWS's
// label announces may be any words; else it looks like a name.
func (d *Denial) caller(head string) {
	labelled := false
	if m := before().FindStringSubmatch(head); m != nil && !sentence().MatchString(m[2]) && !noName().MatchString(m[2]) {
		who := m[2]
		if i := strings.LastIndex(strings.ToLower(who), "user: "); i >= 0 {
			who, m[1] = who[i+len("user: "):], ": "
		}
		labelled = m[1] != " "
		d.Principal = strings.Trim(who, " ,()")
	} else if m := lastWord().FindStringSubmatch(head); m != nil {
		if who := strings.Trim(unopened().ReplaceAllString(m[1], ""), `"',:()`); isName().MatchString(who) {
			d.Principal = who
		}
		labelled = strings.HasSuffix(m[1], " principal")
	}
	words := strings.Fields(strings.Trim(d.Principal, ".… "))
	if len(words) > 1 && anyARN().FindString(words[0]) == words[0] {
		words, d.Principal = words[:1], words[0]
	}
	if labelled && len(words) > 0 && len(words) < 5 && !strings.HasSuffix(d.Principal, ":") && !noName().MatchString(d.Principal) {
		return
	}
	if len(words) == 0 || strings.Contains(words[0], `("`) || oneAction().MatchString(words[0]) || noName().MatchString(words[0]) || noName().MatchString(words[len(words)-1]) || len(words) > 1 && !strings.Contains(words[0], ":") ||
		strings.HasSuffix(d.Principal, "):") || // what could not be made, as Terraform names it
		!strings.ContainsAny(d.Principal, "<:/_-.@ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") {
		d.Principal = ""
	}
}

// actionNear is the action that a text names after the words that deny it, or else
// last before them. Colons stand in much else: its prefix is that of a service.
func actionNear(t string, from, to int) string {
	out := ""
	for _, m := range anyAction().FindAllStringSubmatchIndex(t, -1) {
		_, known := facts.FindAction(t[m[0]:m[1]])
		if _, ok := facts.FindService(t[m[2]:m[3]]); !known && (!ok || t[m[4]] >= 'a') {
			continue
		}
		if out != "" && m[0] > to {
			if _, ok := facts.FindAction(out); ok {
				break
			}
		}
		out = t[m[0]:m[1]]
		if m[0] >= from {
			break
		}
	}
	return out
}

// actionFor is the action of the operation that a text names, if there is one in AWS.
func actionFor(t string, d *Denial) string {
	service := cmp.Or(prefixIn(t), serviceIn(t))
	if passing().MatchString(t) {
		return "iam:PassRole"
	}
	if d.Operation != "" {
		return cmp.Or(likelyAction(service, d.Operation), actionOf(service, d.Operation))
	}
	for _, m := range likely().FindAllStringSubmatch(t, -1) {
		operation := strings.ReplaceAll(strings.Join(m[1:], ""), "_", "")
		if a := likelyAction(service, operation); a != "" {
			d.Operation = operation
			return a
		}
	}
	for _, m := range dotted().FindAllStringSubmatch(t, -1) {
		if a, ok := facts.FindAction(prefixOf(m[1]) + ":" + strings.ReplaceAll(m[2], "_", "")); ok {
			return a.String()
		}
	}
	for _, m := range targeted().FindAllStringSubmatch(t, -1) {
		if a, ok := facts.FindAction(service + ":" + strings.ReplaceAll(m[1]+m[2], "_", "")); ok && service != "" {
			return a.String()
		}
	}
	if m := created().FindStringSubmatch(t); m != nil {
		if a, ok := facts.FindAction(prefixOf(m[1]) + ":Create" + m[2]); ok {
			return a.String()
		}
	}
	return ""
}

func operationIn(t string) string {
	if low := strings.ToLower(t); !strings.Contains(low, "operation") && !strings.Contains(low, "ing ") && !strings.Contains(low, "eventname") && !strings.Contains(low, "rest.") {
		return ""
	}
	all := calling().FindAllStringSubmatch(t, -1)
	if len(all) == 0 {
		return ""
	}
	return strings.Join(all[len(all)-1][1:], "")
}

// prefixIn is the prefix of the service that a text names as SDKs do, or "".
func prefixIn(t string) string {
	for _, m := range sdkName().FindAllStringSubmatch(t, -1) {
		if p := prefixOf(strings.Join(m[1:], "")); p != "" {
			return p
		}
	}
	if wordS3().MatchString(t) {
		return "s3"
	}
	return ""
}

// serviceIn is the prefix of the service whose resource a text names by its ARN, or "".
func serviceIn(t string) string {
	for _, arn := range anyARN().FindAllString(t, -1) {
		if of := strings.SplitN(arn, ":", 4)[2]; of != "iam" && of != "sts" {
			return of
		}
	}
	return ""
}

// named reads the principal and the role that a text names.
func (d *Denial) named(t string, to int) {
	for _, arn := range anyARN().FindAllString(t, -1) {
		arn = bare(strings.TrimRight(arn, ":"))
		switch {
		case strings.Contains(arn, ":assumed-role/"), strings.Contains(arn, ":user/"), strings.Contains(arn, ":federated-user/"), strings.HasSuffix(arn, ":root"):
			if d.Principal == "" {
				d.Principal = arn
			}
		case strings.Contains(arn, ":role/"), strings.Contains(arn, ":instance-profile/"):
			if d.Role == "" && arn != d.Principal {
				d.Role = arn
			}
		}
	}
	if m := linked().FindString(t); m != "" {
		d.Role = m
	}
	for _, m := range roleName().FindAllStringSubmatch(t, -1) {
		if name := strings.Trim(m[1]+m[2]+m[3], `"',;:.()[]*-`); d.Role == "" && name != "" && !noName().MatchString(name) && !strings.Contains(d.Principal, name) {
			d.Role = name
		}
	}
	if d.Principal+d.Role == "" && (d.Cause == "" || d.Cause == Identity) {
		all := roleOfKind().FindAllStringSubmatch(t[:to], -1)
		if all = append(all[max(0, len(all)-1):], roleOfKind().FindStringSubmatch(t[to:])); all[0] != nil {
			d.Kind = kindNames[strings.ToLower(strings.Fields(all[0][1])[0])]
		}
	}
}

// kindNames are words for roles, each with their kind.
var kindNames = map[string]spec.Kind{
	"service": spec.KindService, "instance": spec.KindInstance, "ec2": spec.KindInstance, "node": spec.KindInstance, "nodes": spec.KindInstance,
	"autoscaling": spec.KindAutoScaling, "auto": spec.KindAutoScaling, "studio": spec.KindStudio, "job": spec.KindServerless, "execution": spec.KindServerless, "runtime": spec.KindRuntime,
}

// noName matches words that stand where a name could.
var noName = lazily(`(?i)^(?:aws|because|does|doesn't|is|has|have|needs?|requires?|the|that|which|with|for|in|to|lacks|missing|not|permissions?|was|cannot|can't|could|must|name|arn|you|user|role|principal|identity|caller|it|this|client|session|arn:|\S*error:?|\S*exception:?)$`)

// on reads the resource, if the text has one of the service that was asked.
func (d *Denial) on(t, tail string) {
	service, _, _ := strings.Cut(d.Action, ":")
	if strings.EqualFold(d.Action, "iam:PassRole") && d.Role != "" && strings.HasPrefix(d.Role, "arn:") {
		d.Resource, d.Role = d.Role, ""
		return
	}
	if d.Cause == Profile { // no permission is missing
		d.Action = ""
	}
	if (d.Cause == Trust || ofTrust(d.Action)) && d.Principal != "" && strings.HasPrefix(d.Role, "arn:") {
		d.Resource, d.Role = d.Role, ""
		return
	}
	if d.Form == "encoded" || d.Cause == Trust || d.Cause == Profile || d.Cause == Cluster || d.Cause == Credentials {
		return
	}
	if m := perRepository().FindStringSubmatch(t); m != nil && (service == "ecr" || service == "") {
		d.Resource = "arn:aws:ecr:" + m[2] + ":" + m[1] + ":repository/" + m[3]
		return
	}
	if m := grantedOn().FindStringSubmatch(t); d.Form == "lake-formation" && m != nil {
		d.Resource = bare(m[1])
		return
	}
	if d.after(tail); d.Resource != "" {
		return
	}
	for _, loc := range anyARN().FindAllStringIndex(t, -1) {
		arn := bare(strings.TrimRight(t[loc[0]:loc[1]], ":"))
		of := strings.SplitN(arn, ":", 4)[2]
		if arn != d.Principal && arn != d.Role && (strings.EqualFold(of, service) || service == "" && of != "iam" && of != "sts") && !strings.Contains(arn, ":assumed-role/") {
			d.Resource = arn
			return
		}
	}
	if service != "" && service != "s3" && d.Form != "s3" {
		return
	}
	if d.Resource = s3Object(t); d.Resource == "" {
		if m := onBucket().FindStringSubmatch(t); m != nil && (m[2] != " " || strings.ContainsAny(m[3], "-.0123456789<") || afterBucket().MatchString(t[strings.Index(t, m[0])+len(m[0]):])) {
			d.Resource = "arn:aws:s3:::" + m[1] + m[3]
			if k := keyInBucket().FindStringSubmatch(t); k != nil {
				d.Resource += "/" + k[1]
			} else if m[4] != "" {
				d.Resource += "/" + m[4]
			} else if d.Form == "s3" {
				d.Action = "s3:ListBucket"
			}
		}
	}
}

// s3Object is the bucket or object in S3 that a text names, as a URL or in words.
func s3Object(t string) string {
	m := anyS3().FindStringSubmatch(t)
	if m == nil {
		if m = inS3().FindStringSubmatch(t); m == nil {
			return ""
		}
		m = []string{"", m[1] + m[2], m[3]}
	}
	key := bare(m[2])
	if key == "/" {
		key = ""
	}
	return "arn:aws:s3:::" + m[1] + key
}

// s3Calls are words of a stack trace, each with the action that it stands for.
var s3Calls = strings.Fields("multiobjectdelete:DeleteObject putobject:PutObject upload:PutObject 0-byte:PutObject multipart:PutObject innermkdirs:PutObject rename(:PutObject .write:PutObject writing:PutObject deleteobject:DeleteObject " +
	"getbucketlocation:GetBucketLocation doesbucketexist:ListBucket listobjects:ListBucket listbucket:ListBucket getfilestatus:GetObject headobject:GetObject getobject:GetObject")

// s3Action guesses the action from what a stack trace says, and from the resource.
func s3Action(t, resource string) string {
	onBucket := resource != "" && !strings.Contains(strings.TrimPrefix(resource, "arn:aws:s3:::"), "/")
	low := strings.ToLower(t)
	for _, pair := range s3Calls {
		if word, action, _ := strings.Cut(pair, ":"); strings.Contains(low, word) && !(onBucket && action == "GetObject") {
			return "s3:" + action
		}
	}
	switch {
	case resource == "":
		return ""
	case onBucket:
		return "s3:ListBucket"
	}
	return "s3:GetObject"
}
