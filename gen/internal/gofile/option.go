package gofile

import (
	"fmt"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/naming"
)

// PackageOption is the option for the package name of a target that writes Go.
const PackageOption = "package"

// Package is PackageOption with its default.
func Package(byDefault string) gen.Option {
	return gen.Option{
		Name: PackageOption, Default: byDefault, Refuses: refusesPackage,
		Doc: "Name of the Go package and of its folder below the output folder.",
	}
}

func refusesPackage(name string) string {
	switch why := naming.NoPackage(name); why {
	case "":
		return ""
	case naming.NotAName:
		return fmt.Sprintf("cannot be called %q in Go", name)
	default:
		return fmt.Sprintf("cannot be called %q: %s", name, why)
	}
}
