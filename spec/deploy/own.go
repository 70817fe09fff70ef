package deploy

import (
	"cmp"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/regex"
)

// chooser gives each parameter a value of its own.
type chooser struct {
	texts texts
	meant []string // texts that name values of parameters
	taken []string // values of other parameters, account and Region

	located []string // the account and the Regions of taken
	notes   []string
}

// attempts is how many values are generated for a parameter before the best one is
// used.
const attempts = 48

// own is a value for what all of ps, one parameter as several specs declare it,
// admit: the first that is distinct and matched by no wildcard by chance, else
// the one that comes nearest. It is nil if none was found that all
// admit.
func (c *chooser) own(ps []*spec.Param, number int) []string {
	want := 1
	if ps[0].List {
		want = 2
	}
	var out []string
	for i := range want {
		value, faults := c.value(ps, number*2+i)
		if value == "" {
			return out
		}
		if faults != "" {
			c.notes = append(c.notes, fmt.Sprintf("the value %q of the parameter %s %s, because its pattern allows no other", value, ps[0].Name, faults))
		}
		c.taken = append(c.taken, value)
		out = append(out, value)
	}
	if meant := lists.Filter(out, func(v string) bool { return c.means(ps, v) }); len(meant) > 0 {
		return meant
	}
	return out
}

// value returns "" if it finds none.
func (c *chooser) value(ps []*spec.Param, number int) (value, faults string) {
	var least int
	for candidate := range candidates(ps, number) {
		if !admits(ps, candidate) {
			continue
		}
		n, why := c.faults(ps[0], candidate)
		if n == 0 || c.means(ps, candidate) && !c.isTaken(ps[0], candidate) {
			return candidate, ""
		}
		if value == "" || n < least {
			value, faults, least = candidate, why, n
		}
	}
	return value, faults
}

func admits(ps []*spec.Param, value string) bool {
	return !slices.ContainsFunc(ps, func(p *spec.Param) bool { return p.Refuses(value) != "" })
}

// ofAnother is how much it counts that a value is that of another parameter, which
// is more than all else.
const ofAnother = 1000

// isTaken reports whether a value is that of another parameter, or the account. An example
// that contains the account, as an ARN does, is not.
func (c *chooser) isTaken(p *spec.Param, value string) bool {
	return slices.ContainsFunc(c.taken, func(t string) bool {
		return t == value || !slices.Contains(c.located, t) && alike(p.Type, t, value)
	})
}

// means reports whether a value is an example, or a default, that a text means
// which names it: then wildcards elsewhere that match it are no reason to take
// another.
func (c *chooser) means(ps []*spec.Param, value string) bool {
	const least = 3 // characters; less is in many texts by chance
	known := slices.ContainsFunc(ps, func(p *spec.Param) bool {
		return slices.Contains(p.Example, value) || slices.Contains(p.Default, value)
	})
	return known && len(value) >= least && slices.ContainsFunc(c.meant, func(text string) bool { return strings.Contains(text, value) })
}

// faults counts in what a value is not p's own, and says it of one.
func (c *chooser) faults(p *spec.Param, value string) (n int, why string) {
	if slices.ContainsFunc(c.taken, func(t string) bool { return alike(p.Type, t, value) }) {
		n, why = ofAnother, "is also the value of another parameter"
	}
	if c.texts.holds(p.Type, value) {
		n += 100
		why = cmp.Or(why, "occurs literally in the spec")
	}
	if patterns := c.texts.catch(p.Name, value); len(patterns) > 0 {
		n += len(patterns)
		why = cmp.Or(why, "is matched by "+patterns[0])
	}
	return n, why
}

// alike reports whether a value could be mistaken for another one, or for a part of
// it.
func alike(t spec.Type, a, b string) bool {
	if t == spec.Number {
		return a == b
	}
	return len(a) > 2 && strings.Contains(b, a) || strings.Contains(a, b)
}

// candidates returns values for a parameter, the most natural ones first.
func candidates(ps []*spec.Param, number int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, p := range ps {
			for _, list := range [][]string{p.Example, p.Default} {
				if i := number % 2; len(list) > i && !yield(list[i]) {
					return
				}
			}
		}
		for _, text := range typical(ps[0], number) {
			if !yield(text) {
				return
			}
		}
		random := rand.New(rand.NewPCG(uint64(number), 1))
		for range attempts {
			for _, p := range ps {
				for _, pattern := range p.Patterns() {
					if !yield(regex.Sample(pattern, random)) {
						return
					}
				}
			}
		}
	}
}

// typical returns values of p's type that contain its name, and a number that no
// other parameter has.
func typical(p *spec.Param, number int) []string {
	hex := fmt.Sprintf("e0e%05x", number)
	account := fmt.Sprintf("2%011d", number)
	name := strings.ToLower(p.Name) + "-" + strconv.Itoa(number)
	switch p.Type {
	case spec.Number:
		return []string{fmt.Sprintf("36%02d", number), fmt.Sprintf("1%d", number)}
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
	return []string{name, strings.ReplaceAll(name, "-", ""), strings.ToLower(p.Name)}
}
