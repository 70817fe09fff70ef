package deploy

import (
	"fmt"
	"hash/fnv"
	"iter"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/emriam/emriam/spec"
)

// chooser gives each parameter a value of its own.
type chooser struct {
	texts texts
	taken []string // values of other parameters, account and Region
	notes []string
}

// attempts is how many values are made up for a parameter before the best of
// them is taken.
const attempts = 48

// own is a value for what all of ps, one parameter as several specs declare it,
// admit: the first that is distinct and matched by no wildcard by chance, else
// the one that comes nearest. It is nil if none was found that all
// admit.
func (c *chooser) own(ps []*spec.Param, number int) []string {
	name, want := ps[0].Name, 1
	if ps[0].List {
		want = 2
	}
	var out []string
	for i := range want {
		value, faults, ok := c.value(ps, fmt.Sprint(name, i), number*2+i)
		if !ok && i > 0 {
			return out // there is one value only
		}
		if !ok {
			return nil
		}
		if faults != "" {
			c.notes = append(c.notes, fmt.Sprintf("the value %q of the parameter %s %s, since its pattern leaves no other", value, name, faults))
		}
		c.taken = append(c.taken, value)
		out = append(out, value)
	}
	return out
}

func (c *chooser) value(ps []*spec.Param, seed string, number int) (value, faults string, ok bool) {
	least := 0
	for candidate := range candidates(ps, seed, number) {
		if !admits(ps, candidate) {
			continue
		}
		n, why := c.faults(ps[0], candidate)
		if n == 0 {
			return candidate, "", true
		}
		if !ok || n < least {
			value, faults, least, ok = candidate, why, n, true
		}
	}
	return value, faults, ok
}

func admits(ps []*spec.Param, value string) bool {
	return !slices.ContainsFunc(ps, func(p *spec.Param) bool { return p.Refuses(value) != "" })
}

// faults counts in what a value is not p's own, and says it of one.
func (c *chooser) faults(p *spec.Param, value string) (n int, why string) {
	if slices.ContainsFunc(c.taken, func(t string) bool { return alike(p.Type, t, value) }) {
		n, why = n+1000, "is that of another parameter"
	}
	if c.texts.holds(p.Type, value) {
		n, why = n+100, "occurs in the spec as text"
	}
	if patterns := c.texts.catch(p.Name, value); len(patterns) > 0 {
		n += len(patterns)
		if why == "" {
			why = "is matched by " + patterns[0]
		}
	}
	return n, why
}

// alike reports whether a value could be mistaken for another, or for a part.
func alike(t spec.Type, a, b string) bool {
	if t == spec.Number {
		return a == b
	}
	return len(a) > 2 && strings.Contains(b, a) || strings.Contains(a, b)
}

// candidates are values for a parameter, those that a reader would choose first.
func candidates(ps []*spec.Param, seed string, number int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, p := range ps {
			for _, list := range [][]string{p.Example, p.Default} {
				if i := number % 2; len(list) > i && (p.List || i == 0) && !yield(list[i]) {
					return
				}
			}
		}
		for _, text := range typical(ps[0], number) {
			if !yield(text) {
				return
			}
		}
		hash := fnv.New64a()
		hash.Write([]byte(seed))
		random := rand.New(rand.NewPCG(hash.Sum64(), 1))
		for i := range attempts {
			for _, pattern := range patterns(ps) {
				if !yield(sample(pattern, random, i)) {
					return
				}
			}
		}
	}
}

// patterns are those that a value of ps matches, the narrowest first.
func patterns(ps []*spec.Param) []*syntax.Regexp {
	var out []*syntax.Regexp
	add := func(text string) {
		if re, err := syntax.Parse(text, syntax.Perl); text != "" && err == nil {
			out = append(out, re)
		}
	}
	for _, p := range ps {
		for _, pattern := range p.Patterns() {
			add(pattern)
		}
	}
	if out == nil {
		add("[a-z]{3,12}-[a-z0-9]{4}")
	}
	return out
}

// typical are values of p's type that bear its name, and a number that no other
// parameter has.
func typical(p *spec.Param, number int) []string {
	hex := fmt.Sprintf("%08x", 0xe0e00000+number)
	account := fmt.Sprint(200000000000 + 1234567*(number+1))
	kebab := strings.ToLower(kebab(p.Name))
	name := kebab + "-" + strconv.Itoa(number)
	switch p.Type {
	case spec.Number:
		return []string{strconv.Itoa(3601 + number), strconv.Itoa(11 + number)}
	case spec.KMSKeyARN:
		return []string{"arn:aws:kms:eu-west-3:" + account + ":key/" + name}
	case spec.RoleARN:
		return []string{"arn:aws:iam::" + account + ":role/" + name}
	case spec.PolicyARN:
		return []string{"arn:aws:iam::" + account + ":policy/" + name}
	case spec.ARN:
		return []string{"arn:aws:sqs:eu-west-3:" + account + ":" + name, "arn:aws:s3:::" + name}
	case spec.AccountIDType:
		return []string{account}
	case spec.ApplicationID:
		return []string{"00f" + hex}
	case spec.VPCID:
		return []string{"vpc-" + hex}
	case spec.SubnetID:
		return []string{"subnet-" + hex}
	case spec.SecurityGroupID:
		return []string{"sg-" + hex}
	case spec.LogGroupName:
		return []string{"/" + name, name}
	}
	return []string{name, strings.ReplaceAll(name, "-", ""), kebab}
}

// kebab is a logical name in words: "StudioBucket" is "Studio-Bucket".
func kebab(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) && !unicode.IsUpper(rune(name[i-1])) {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// sample is a text that a regular expression matches: short for the first few
// tries, longer for later ones.
func sample(re *syntax.Regexp, random *rand.Rand, try int) string {
	var b strings.Builder
	write(&b, re, random, try)
	return b.String()
}

const maxSample = 512 // characters

func write(b *strings.Builder, re *syntax.Regexp, random *rand.Rand, try int) {
	if b.Len() > maxSample {
		return
	}
	repeat := func(least, most int) {
		n := least
		if extra := min(2+try, 12); most < 0 || most-least > extra {
			n += random.IntN(extra + 1)
		} else {
			n += random.IntN(most - least + 1)
		}
		for range n {
			write(b, re.Sub[0], random, try)
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		b.WriteRune(pick(re.Rune, random))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteRune(pick([]rune{'a', 'z'}, random))
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			write(b, sub, random, try)
		}
	case syntax.OpAlternate:
		write(b, re.Sub[random.IntN(len(re.Sub))], random, try)
	case syntax.OpStar:
		repeat(0, -1)
	case syntax.OpPlus:
		repeat(1, -1)
	case syntax.OpQuest:
		repeat(0, 1)
	case syntax.OpRepeat:
		repeat(re.Min, re.Max)
	}
}

// pick is a character of a class, given by its ranges: a letter or digit if the
// class has one.
func pick(ranges []rune, random *rand.Rand) rune {
	var plain, all []rune
	for i := 0; i < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1] && len(all) < 256; r++ {
			all = append(all, r)
			if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
				plain = append(plain, r)
			}
		}
	}
	switch {
	case len(plain) > 0:
		return plain[random.IntN(len(plain))]
	case len(all) > 0:
		return all[random.IntN(len(all))]
	}
	return 'a'
}
