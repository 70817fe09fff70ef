package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/analysis/drift"
	"github.com/emriam/emriam/iam/account"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

type drifting struct {
	file                        specName
	env, format                 string
	roles, snapshots, accountIn []string
}

func driftCommand() *cobra.Command {
	var d drifting
	cmd := described("drift", &cobra.Command{
		Args: d.file.argument,

		ValidArgsFunction: completeSpec,
		RunE:              func(*cobra.Command, []string) error { return d.run() },
	})
	fileFlag(cmd, &d.file)
	cmd.Flags().StringSliceVar(&d.roles, "role", nil, "only these roles and policies")
	cmd.Flags().StringSliceVar(&d.snapshots, "snapshot", nil, "files with documents of AWS managed policies")
	cmd.Flags().StringSliceVar(&d.accountIn, "account", nil, "the export of an account; several files if it has several pages")
	cmd.Flags().StringVar(&d.env, "env", "", "use the values of this environment (default: the examples)")
	choiceFlag(cmd, &d.format, "format", "output format: text or json", "text", "json")
	completeFlag(cmd, "role", ofSpec(&d.file, drift.Names))
	completeFlag(cmd, "env", ofSpec(&d.file, environmentNames))
	return cmd
}

func (d drifting) run() error {
	in, s, _, err := compileSpec(d.file)
	if err != nil {
		return err
	}
	for _, name := range d.roles {
		if !slices.Contains(drift.Names(s), name) {
			return unknownName(in.file, name, drift.Names(s))
		}
	}
	report, err := d.compare(s)
	if err != nil {
		return err
	}
	if err := d.print(s, report); err != nil {
		return err
	}
	if report.Unknown() {
		return errUnknown
	}
	if report.Drifted() {
		return errFindings
	}
	return nil
}

func (d drifting) compare(s *spec.Spec) (*drift.Report, error) {
	binding, err := bindingOf(s, d.env)
	if err != nil {
		return nil, err
	}
	report := &drift.Report{Baselines: []drift.Baseline{}, Differences: []drift.Difference{}}
	if d.accountIn != nil {
		account, err := readAccount(d.accountIn)
		if err != nil {
			return nil, err
		}
		if err := d.useAccount(&binding, account); err != nil {
			return nil, err
		}
		var notes []string
		binding, notes = drift.FindNames(s, binding, account)
		for _, note := range notes {
			say("%s", note)
		}
		compare := drift.Account
		if d.env == "" {
			compare = drift.Examples
		}
		report.Differences = compare(s, binding, account, d.roles)
	}
	if d.againstAWS() {
		report.Baselines, err = d.compareAWS(s, binding)
	}
	return report, err
}

func (d drifting) againstAWS() bool { return d.accountIn == nil || d.snapshots != nil }

func (d drifting) compareAWS(s *spec.Spec, b spec.Binding) ([]drift.Baseline, error) {
	library := drift.NewLibrary(s)
	for _, name := range d.snapshots {
		file, text, err := readJSON(name)
		if err != nil {
			return nil, err
		}
		if err := library.Add(file, text); err != nil {
			return nil, err
		}
	}
	if d.env == "" {
		return drift.AWSEverywhere(s, b, library, d.roles)
	}
	return drift.AWS(s, b, library, d.roles)
}

// readJSON returns the path of a file and its content as JSON.
func readJSON(name string) (string, []byte, error) {
	in, err := readInput(name, maxImport)
	if err != nil {
		return "", nil, err
	}
	l := &diag.List{}
	text := syntax.JSON(in.file, in.text, l)
	if text == nil {
		return "", nil, tell(l)
	}
	return in.file, text, nil
}

func readAccount(names []string) (*account.Account, error) {
	var pages [][]byte
	for _, name := range names {
		_, page, err := readJSON(name)
		if err != nil {
			return nil, err
		}
		pages = append(pages, page)
	}
	account, err := account.Parse(pages...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", strings.Join(names, ", "), err)
	}
	if account.Partial {
		return nil, errors.New("the account export is truncated: its last page, and possibly roles, are missing; give all pages")
	}
	return account, nil
}

// useAccount sets the account and partition of the examples to those of the export.
// Those of an environment must be the same.
func (d drifting) useAccount(b *spec.Binding, account *account.Account) error {
	partition, id := account.ID()
	switch {
	case id == "":
	case d.env == "":
		b.Partition, b.AccountID = partition, id
	case id != b.AccountID || partition != b.Partition:
		return fmt.Errorf("the export is of the account %s in the partition %s; the environment %s is %s in %s", id, partition, d.env, b.AccountID, b.Partition)
	}
	return nil
}

// bindingOf returns the binding of an environment, or of the examples.
func bindingOf(s *spec.Spec, env string) (spec.Binding, error) {
	if env == "" {
		return s.Example(), nil
	}
	names := environmentNames(s)
	if i := slices.Index(names, env); i >= 0 {
		return s.Environments[i].Binding, nil
	}
	help := "it has " + cmp.Or(strings.Join(names, ", "), "none")
	if near := diag.Nearest(env, names); near != "" {
		help = fmt.Sprintf("did you mean %q?", near)
	}
	return spec.Binding{}, fmt.Errorf("%s has no environment %q; %s", s.File, env, help)
}

func (d drifting) print(s *spec.Spec, r *drift.Report) error {
	if d.format == "json" {
		return printJSON(r)
	}
	if err := printText(r.Text()); err != nil {
		return err
	}
	for _, b := range r.Baselines {
		if b.Unseen() {
			say("%s: %s %s has the baseline %s %s, but the newest known version is %s; give a newer one with --snapshot", b.At, b.What, b.Name, b.Policy, b.Version, b.Newest)
		}
	}
	if d.againstAWS() && len(r.Baselines) == 0 {
		say("nothing has a baseline to compare with")
	} else if d.againstAWS() {
		say("%d of %d baselines drifted", r.DriftedBaselines(), len(r.Baselines))
	}
	if d.accountIn != nil {
		if params := lists.Filter(s.Params, func(p *spec.Param) bool { return p.Made == nil }); d.env == "" && len(params) > 0 {
			say("compared with the examples of the parameters; --env compares with what an environment has")
		}
		say("%s from the account; descriptions and session durations of roles are not in its export", count(len(r.Differences), "difference"))
	}
	return nil
}
