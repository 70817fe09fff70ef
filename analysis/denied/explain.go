package denied

import (
	"io/fs"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Status is how far a denial is explained.
type Status string

// The statuses.
const (
	Explained   Status = "explained"
	Unexplained Status = "unexplained" // the message was not understood, or the spec has no such role
	Open        Status = "unknown"     // something else than the spec decides it
)

// Explanation says what denied a request, and what to do.
type Explanation struct {
	*Denial
	Status      Status   `json:"status"`
	Subject     string   `json:"subject,omitempty"`     // the logical name of the role or policy
	Known       string   `json:"known,omitempty"`       // by what it is known
	Environment string   `json:"environment,omitempty"` // in whose account it is
	Because     Cause    `json:"because"`
	Why         string   `json:"why"`
	Nearest     string   `json:"nearest,omitempty"` // the statement that comes closest, with its position
	At          string   `json:"at,omitempty"`      // its position, or that of the role
	Unmet       []string `json:"unmet,omitempty"`   // what of it does not match
	Steps       []string `json:"steps,omitempty"`   // what to do, if it is no change of the spec
	Ask         string   `json:"ask,omitempty"`     // the question to ask AWS
	Changes     []Change `json:"changes,omitempty"` // of the spec, the smallest first
}

// Change is a change of a spec that allows the request.
type Change struct {
	Overlay  string   `json:"overlay"` // YAML to merge into the spec
	About    string   `json:"about"`   // e.g., "a statement of its own"
	Notes    []string `json:"notes,omitempty"`
	Opens    []string `json:"opens"`              // all that is allowed with it, and was not
	Findings []string `json:"findings,omitempty"` // what validate says of it, and not of the spec

	edit    edit
	inquiry *inquiry // that it answers
}

// Explainer explains denials by a spec.
type Explainer struct {
	Spec      *spec.Spec
	Templates fs.FS

	// Load compiles the text of a spec that extends Spec, whose name it is given
	// by Extends.
	Load    func(text []byte) (*spec.Spec, *diag.List)
	Extends string
	Before  *diag.List // the findings about Spec, with the files that it was compiled from

	Role string // the logical name of the role or policy, if the user knows it

	tried  int                   // changes that were compiled
	trials map[string]*trial     // of switches, by what they are
	found  map[string]*diag.List // in the spec, by the roles and policies that were looked at
}

// maxTried is how many changes are compiled, so that a log of any size is explained
// in seconds.
const maxTried = 500

// Explain explains a denial.
func (x *Explainer) Explain(d *Denial) *Explanation {
	e := &Explanation{Denial: d, Because: d.Cause, Status: Explained}
	form, ok := FindForm(d.Form)
	if !ok {
		e.Status, e.Why = Unexplained, "the text has no message of a known form"
		return e
	}
	e.Why = form.Why
	if x.trials == nil {
		x.trials, x.found = map[string]*trial{}, map[string]*diag.List{}
	}
	c := &inquiry{Explainer: x, Explanation: e, form: form}
	c.place()
	c.subject()
	switch d.Cause {
	case SCP, RCP, Endpoint, Session, Resource, Lake, Cluster, Credentials, Profile, Linked:
		c.elsewhere()
	case Trust:
		c.trust()
	default:
		c.identity()
	}
	return e
}

// inquiry is one denial while it is explained.
type inquiry struct {
	*Explainer
	*Explanation
	form Form

	binding spec.Binding // where it happened
	env     *spec.Environment
	role    *spec.Role
	policy  *spec.Policy
	home    string // the account of the spec's roles, as the message has it; "" if it is hidden
	caller  string // who assumes the role, if the request is about its trust policy
}
