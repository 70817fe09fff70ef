package gofile

import (
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// PackageOption reads the one option of a target that writes a Go package: the
// package's name, byDefault unless the spec gives another; "" after a finding.
func PackageOption(target, byDefault string, o spec.Options, l *diag.List) string {
	name := byDefault
	spans := o.Strings(target, map[string]*string{"package": &name}, l)
	switch why := naming.NoPackage(name); why {
	case "":
	case naming.NotAName:
		l.Errorf(spans["package"], "bad-option", "the package of outputs.%s cannot be called %q in Go", target, name)
		return ""
	default:
		l.Errorf(spans["package"], "bad-option", "the package of outputs.%s cannot be called %q: %s", target, name, why)
		return ""
	}
	return name
}
