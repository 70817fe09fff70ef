package awscli

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"text/template"

	"github.com/emriam/emriam/gen/internal/header"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag/show"
)

// scripts are the templates of all files.
//
//go:embed scripts
var scripts embed.FS

var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Option("missingkey=error").Funcs(template.FuncMap{
		"option": option, "quote": quote, "line": show.Line, "cell": cell,
	}).ParseFS(scripts, "scripts/*.tmpl"))
})

// commands makes commands for one binding.
type commands struct {
	spec    *spec.Spec
	binding spec.Binding
}

// words are the data of a template: words of a script, and texts for its comments.
type words map[string]any

// print is the content of the file that a template makes, whose comments begin with a
// marker.
func (c *commands) print(name, marker string, w words) []byte {
	w["Header"], w["Region"] = header.Comment(marker, c.spec.File), c.binding.Region
	var out bytes.Buffer
	if err := templates().ExecuteTemplate(&out, name+".tmpl", w); err != nil {
		panic(fmt.Sprintf("awscli: %v", err))
	}
	return out.Bytes()
}

// ofRole is what all scripts for a role name.
func (c *commands) ofRole(r *spec.Role) words {
	names := ""
	if r.Each != nil {
		names = memberOf(r.Each.List)
	}
	return words{"Role": r.Written(), "Names": names, "ARN": word(r.ARN(), c.binding)}
}

// instance is the role of the instances that a cluster with a service role is
// started with: one that the service role passes on, else one of its stack.
func (c *commands) instance(service *spec.Role) *spec.Role {
	if r := c.partner(service, spec.KindInstance, service.Passes()); r != nil {
		return r
	}
	return c.partner(service, spec.KindInstance, service.Stack.Roles)
}

// partner is the first of some roles that exist, is of a kind and goes with r.
func (c *commands) partner(r *spec.Role, k spec.Kind, among []*spec.Role) *spec.Role {
	i := slices.IndexFunc(among, func(o *spec.Role) bool {
		return o.Kind == k && c.binding.Holds(o.When) && (o.Each == nil || r.Each != nil && o.Each.Name == r.Each.Name)
	})
	if i < 0 {
		return nil
	}
	return among[i]
}

// name is what EMR takes for a role or an instance profile: its name, or its ARN if it has
// a path, which EMR wants to know.
func name(e spec.Entity) spec.Value {
	if e.Path() == nil {
		return e.AWSName()
	}
	return e.ARN()
}

// profile is what EMR takes for the instances of a cluster: an instance profile.
func profile(r *spec.Role) spec.Value {
	if r.Profile == nil {
		return name(r.Entity())
	}
	return name(r.ProfileEntity())
}

// createCluster starts a cluster.
// https://docs.aws.amazon.com/cli/latest/reference/emr/create-cluster.html
func (c *commands) createCluster(r *spec.Role) words {
	instance, w := c.instance(r), c.ofRole(r)
	w["Instance"], w["Service"] = instance.Written(), word(name(r.Entity()), c.binding)
	w["Profile"], w["Scaling"] = shorthand(profile(instance), c.binding), ""
	if scaling := c.partner(r, spec.KindAutoScaling, r.Passes()); scaling != nil {
		w["Scaling"] = word(name(scaling.Entity()), c.binding)
	}
	return w
}

// createStudio makes a Studio, in IAM mode or, with a user role, with IAM
// Identity Center.
// https://docs.aws.amazon.com/cli/latest/reference/emr/create-studio.html
func (c *commands) createStudio(r, user *spec.Role) words {
	w := c.ofRole(r)
	if w["User"] = ""; user != nil {
		w["User"], w["UserARN"] = user.Written(), word(user.ARN(), c.binding)
	}
	return w
}

// createConfiguration makes a security configuration.
// https://docs.aws.amazon.com/cli/latest/reference/emr/create-security-configuration.html
func (c *commands) createConfiguration(sc *spec.SecurityConfiguration) words {
	called, name := option("name", word(sc.ConfigurationName, c.binding)), c.binding.Text(sc.ConfigurationName)
	if strings.ContainsFunc(name, hidden) || strings.Contains(name, "://") {
		// The AWS CLI reads file://… and https://… and sends what is there.
		called = "--cli-input-json " + quote(input(struct{ Name string }{name}))
	}
	return words{"Configuration": sc.Name, "Name": called, "Document": quote(string(show.EscapeJSON(c.binding.JSON(sc.Document()))))}
}

func hidden(r rune) bool { return !show.Visible(r) }

// profiled reports whether config has a profile for r: a service role of which
// there is one.
func (c *commands) profiled(r *spec.Role) bool {
	return r.Kind == spec.KindService && r.Each == nil && c.instance(r) != nil
}

// config is a file like ~/.aws/config, with profiles.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles-custom.html
func (c *commands) config() []byte {
	var profiles []struct{ Name, Service, Instances string }
	for _, r := range c.spec.Roles {
		if !c.profiled(r) {
			continue
		}
		service, instances := c.binding.Text(name(r.Entity())), c.binding.Text(profile(c.instance(r)))
		if strings.ContainsFunc(service+instances, hidden) {
			continue // the format has no escapes, and IAM has no such names
		}
		profiles = append(profiles, struct{ Name, Service, Instances string }{naming.Kebab(r.Name), service, instances})
	}
	return c.print("config", "#", words{"Profiles": profiles})
}
