package spec

// AtMost is a number of characters that documents together do not exceed under
// b, in whatever partition and whatever texts its Booleans are. It is little
// above Size, and found without making their texts.
func (b Binding) AtMost(docs ...*Document) int {
	n := 0
	for _, d := range docs {
		n += len(`{"Version":"","Id":"","Statement":[]}`) + escapedAtMost(d.Version) + escapedAtMost(d.ID)
		for _, st := range d.Statements {
			if b.Holds(st.When) {
				n += b.statementAtMost(st)
			}
		}
	}
	return n
}

func (b Binding) statementAtMost(st *Statement) int {
	n := len(`{"Sid":"","Effect":"","NotAction":[],"NotResource":[]},`) + escapedAtMost(st.Sid) + escapedAtMost(st.Effect)
	n += b.itemsAtMost(st.Actions) + b.itemsAtMost(st.Resources)
	if len(st.Principals) > 0 {
		n += len(`"NotPrincipal":{},`)
	}
	for _, p := range st.Principals {
		n += escapedAtMost(p.Type) + len(`"":["*"],`) + b.itemsAtMost(p.Values)
	}
	if len(st.Conditions) > 0 {
		n += len(`"Condition":{},`)
	}
	for _, c := range st.Conditions {
		n += escapedAtMost(c.Operator) + escapedAtMost(c.Key) + len(`"":{"":[]},`) + b.itemsAtMost(c.Values)
	}
	return n
}

func (b Binding) itemsAtMost(items []Item) int {
	n := 0
	for i := range items {
		it := &items[i]
		if !b.Holds(it.When) {
			continue
		}
		text, times := b.textAtMost(it.Value)+len(`"",`), 1
		if l := it.Value.List(); l != nil {
			values := b.value(l)
			times = len(values)
			for _, each := range values {
				n += escapedAtMost(each)
			}
		}
		n += text * times
	}
	return n
}

// longestPseudo are the longest values that differ between partitions.
var longestPseudo = map[Pseudo]string{Partition: "aws-us-gov", Region: "ap-southeast-1", URLSuffix: "amazonaws.com.cn"}

const longestARN = len("arn:aws-us-gov:iam::123456789012:instance-profile")

// textAtMost leaves out what a ListRef stands for.
func (b Binding) textAtMost(v Value) int {
	n := 0
	for _, p := range v {
		switch p := p.(type) {
		case ParamRef:
			n += max(escapedAtMost(b.value(p.Param)[0]), len("false"))
		case Pseudo:
			n += max(len(b.pseudo(p)), len(longestPseudo[p]))
		case ListRef:
		case ByPartition:
			most := 0
			for _, text := range p.In {
				most = max(most, escapedAtMost(text))
			}
			n += most
		case RoleRef:
			n += longestARN + b.textAtMost(p.Role.Path) + b.textAtMost(p.Role.RoleName) + b.textAtMost(p.Role.Profile)
		case PolicyRef:
			n += longestARN + b.textAtMost(p.Policy.Path) + b.textAtMost(p.Policy.PolicyName)
		default:
			n += escapedAtMost(b.part(p, ""))
		}
	}
	return n
}

// escapedAtMost is the length of a text between quotes.
func escapedAtMost(s string) int {
	for _, c := range []byte(s) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			return len(`\u0000`) * len(s)
		}
	}
	return len(s)
}
