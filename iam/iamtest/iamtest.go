// Package iamtest gives tests the policies that AWS manages, which nobody here
// wrote down: they come with moto, which reads them from AWS. And it installs
// programs of npm that judge what we make of them.
package iamtest

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"sync"
	"testing"
)

// Policy is a policy that AWS manages.
type Policy struct {
	Path     string // e.g., "/service-role/"
	Document json.RawMessage
}

var read = sync.OnceValues(func() (map[string]Policy, error) {
	out, err := exec.Command("python3", "-c", "from moto.iam.aws_managed_policies import aws_managed_policies_data as d; print(d)").Output()
	if err != nil {
		return nil, err
	}
	var all map[string]Policy
	return all, json.Unmarshal(out, &all)
})

// leaveOut skips a test that needs a program if it is to be a short one. Mutants
// are tested by short tests, but by those with the policies of AWS too.
func leaveOut(t testing.TB, name string) {
	t.Helper()
	if testing.Short() && os.Getenv("MUTANT") == "" {
		t.Skip("-short runs no " + name)
	}
}

// ManagedPolicies are all policies that AWS manages, by name. The test is
// skipped if python3 with moto is not there, or with -short; with CI=true, it fails
// where the two are missing.
func ManagedPolicies(t testing.TB) map[string]Policy {
	t.Helper()
	leaveOut(t, "python3")
	all, err := read()
	var missing *exec.ExitError
	if os.Getenv("CI") != "true" && (errors.Is(err, exec.ErrNotFound) || errors.As(err, &missing)) {
		t.Skip("python3 with moto, which carries AWS's managed policies, is not installed")
	}
	if err != nil {
		t.Fatalf("reading AWS's managed policies from moto: %v", err)
	}
	return all
}

// Fewer is how many are enough for -short, of which mutants are killed.
func Fewer(n int) int {
	if testing.Short() {
		return n / 6
	}
	return n
}
