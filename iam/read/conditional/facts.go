package conditional

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/formula"
)

// Facts are what is true of an account, each under a Formula.
type Facts struct {
	All  map[string]formula.Formula
	kept bool // see Keep
}

// NewFacts are no facts.
func NewFacts() *Facts { return &Facts{All: map[string]formula.Formula{}} }

// Only drops the facts that begin with a kind, but for those about some names.
func (f *Facts) Only(kind string, names []string) {
	for fact := range f.All {
		rest, is := strings.CutPrefix(fact, kind)
		if name, _, _ := strings.Cut(rest, " "); is && !slices.Contains(names, name) {
			delete(f.All, fact)
		}
	}
}

// add says that something is true where a Formula holds.
func (f *Facts) add(when formula.Formula, fact string) {
	if len(when) > 0 {
		f.All[fact] = Or(f.All[fact], when)
	}
}

// once adds what can be there only once.
func (f *Facts) once(when formula.Formula, fact string) {
	if twice := And(f.All[fact], when); len(twice) > 0 {
		f.Fail(twice, fmt.Errorf("%s is there twice", fact))
	}
	f.add(when, fact)
}

// Fail says that where a Formula holds, something cannot be created.
func (f *Facts) Fail(when formula.Formula, err error) {
	f.add(when, "it cannot be created: "+err.Error())
}

// text adds a fact for each text that v may be, and for "otherwise" where it is
// not there, unless that is empty. It is no fact that something is empty.
func (f *Facts) text(when formula.Formula, what string, v Value, otherwise string) {
	f.texts(when, what, v, otherwise, func(when formula.Formula, text string) {
		if text != "" {
			f.add(when, what+" "+text)
		}
	})
}

// texts calls yield with the texts that v may be.
func (f *Facts) texts(when formula.Formula, what string, v Value, otherwise string, yield func(formula.Formula, string)) {
	var given formula.Formula
	v.each(when, func(when formula.Formula, of any) {
		if of == nil {
			return
		}
		given = Or(given, when)
		text, err := Scalar(of)
		if err != nil {
			f.Fail(when, fmt.Errorf("%s: %w", what, err))
			return
		}
		yield(when, text)
	})
	if rest := without(when, given); len(rest) > 0 {
		yield(rest, otherwise)
	}
}

// list calls yield with the texts of a list.
func (f *Facts) list(when formula.Formula, what string, v Value, yield func(formula.Formula, string)) {
	v.each(when, func(when formula.Formula, of any) {
		switch of := of.(type) {
		case nil:
		case List:
			for _, e := range of {
				e.each(when, func(when formula.Formula, of any) {
					f.texts(when, what, Value{{when, of}}, "", yield)
				})
			}
		default:
			f.Fail(when, fmt.Errorf("%s: %v where a list is expected", what, of))
		}
	})
}

// Role is what a role has beside inline policies. What is nil is not given.
type Role struct {
	Path, Description, MaxSession, Boundary, Trust Value

	Tags    Value // an object
	Managed Value // a list of ARNs
}

// Role adds a role.
func (f *Facts) Role(when formula.Formula, name Value, r Role) {
	f.resource(when, "role", name, func(when formula.Formula, what string) {
		f.text(when, what+": path", r.Path, "/")
		f.text(when, what+": description", r.Description, "")
		f.text(when, what+": session duration", r.MaxSession, "3600")
		f.text(when, what+": boundary", r.Boundary, "")
		f.tags(when, what+": tag", r.Tags)
		f.list(when, what, r.Managed, func(when formula.Formula, arn string) { f.once(when, what+": managed policy "+arn) })
		f.document(when, what+": trust", r.Trust)
	})
}

func (f *Facts) tags(when formula.Formula, what string, v Value) {
	v.each(when, func(when formula.Formula, of any) {
		switch of := of.(type) {
		case nil:
		case Map:
			for key, value := range of {
				value.each(when, func(when formula.Formula, of any) {
					f.texts(when, what, Value{{when, of}}, "", func(when formula.Formula, text string) { f.once(when, fmt.Sprintf("%s %q = %q", what, key, text)) })
				})
			}
		default:
			f.Fail(when, fmt.Errorf("%s: %v is no object", what, of))
		}
	})
}

// named adds that something has a name, and calls yield with each that it may
// have.
func (f *Facts) named(when formula.Formula, kind string, name Value, yield func(when formula.Formula, what string)) {
	f.texts(when, kind+": name", name, "", func(when formula.Formula, text string) {
		f.once(when, kind+" "+text)
		yield(when, kind+" "+text)
	})
}

// Keep says whether what is added next stays when its stack goes.
func (f *Facts) Keep(is bool) { f.kept = is }

// resource is named for what may be retained.
func (f *Facts) resource(when formula.Formula, kind string, name Value, yield func(when formula.Formula, what string)) {
	f.named(when, kind, name, func(when formula.Formula, what string) {
		if f.kept {
			f.add(when, "retained "+what)
		}
		yield(when, what)
	})
}

// Inline adds an inline policy of a role of a name.
func (f *Facts) Inline(when formula.Formula, role, name, document Value) {
	f.texts(when, "role of a policy", role, "", func(when formula.Formula, role string) {
		f.named(when, "role "+role+": inline policy", name, func(when formula.Formula, what string) { f.document(when, what, document) })
	})
}

// Attach adds a managed policy to a role, group or user of a name.
func (f *Facts) Attach(when formula.Formula, kind string, name, arn Value) {
	f.texts(when, kind+" of an attachment", name, "", func(when formula.Formula, name string) {
		f.texts(when, "policy of "+kind+" "+name, arn, "none", func(when formula.Formula, arn string) {
			f.once(when, kind+" "+name+": managed policy "+arn)
		})
	})
}

// AttachEach adds a managed policy to each role, group or user of a list of names.
func (f *Facts) AttachEach(when formula.Formula, kind string, names, arn Value) {
	f.list(when, kind+" of an attachment", names, func(when formula.Formula, name string) { f.Attach(when, kind, Always(name), arn) })
}

// Session adds a mapping of a user or group to a Studio, with a session policy.
func (f *Facts) Session(when formula.Formula, studio, kind, name, policy Value) {
	f.texts(when, "Studio of a session mapping", studio, "", func(when formula.Formula, studio string) {
		f.texts(when, "kind of a session mapping", kind, "", func(when formula.Formula, kind string) {
			f.texts(when, "name of a session mapping", name, "", func(when formula.Formula, name string) {
				f.once(when, session(studio, kind, name))
				f.text(when, session(studio, kind, name)+": session policy", policy, "none")
			})
		})
	})
}

// Profile adds an instance profile to a role of a name.
func (f *Facts) Profile(when formula.Formula, role, name, path, tags Value) {
	f.texts(when, "role of an instance profile", role, "", func(when formula.Formula, role string) {
		f.resource(when, "role "+role+": instance profile", name, func(when formula.Formula, what string) {
			f.text(when, what+": path", path, "/")
			f.tags(when, what+": tag", tags)
		})
	})
}

// Policy adds a customer managed policy.
func (f *Facts) Policy(when formula.Formula, name, path, description, tags, document Value) {
	f.resource(when, "policy", name, func(when formula.Formula, what string) {
		f.text(when, what+": path", path, "/")
		f.text(when, what+": description", description, "")
		f.tags(when, what+": tag", tags)
		f.document(when, what, document)
	})
}

// Output adds an output of a stack; export is nil if it has none.
func (f *Facts) Output(when formula.Formula, name string, value, export Value) {
	for what, v := range map[string]Value{" = ": value, " is exported as ": export} {
		f.texts(when, "output "+name, v, "", func(when formula.Formula, text string) {
			if v != nil {
				f.add(when, "output "+name+what+text)
			}
		})
	}
}

// Configuration adds a security configuration.
func (f *Facts) Configuration(when formula.Formula, name, document Value) {
	f.resource(when, "security configuration", name, func(when formula.Formula, what string) {
		f.decoded(when, what, document).whole().each(when, func(when formula.Formula, of any) { f.add(when, fmt.Sprintf("%s: %v", what, of)) })
	})
}
