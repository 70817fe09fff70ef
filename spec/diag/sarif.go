package diag

import (
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag/show"
)

// sarifSchema is where OASIS keeps the schema of SARIF 2.1.0.
const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// The objects of SARIF 2.1.0 that findings need. See
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri,omitempty"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string      `json:"id"`
		Short   sarifText   `json:"shortDescription"`
		Full    *sarifText  `json:"fullDescription,omitempty"`
		Help    *sarifText  `json:"help,omitempty"`
		HelpURI string      `json:"helpUri,omitempty"`
		Default sarifConfig `json:"defaultConfiguration"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifConfig struct {
		Level string `json:"level"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex *int            `json:"ruleIndex,omitempty"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
		Related   []sarifLocation `json:"relatedLocations,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
)

// sarifLevels are the severities in SARIF.
var sarifLevels = [...]string{Error: "error", Warning: "warning", Info: "note", Off: "none"}

// writeSARIF writes one run, with those of the tool's rules that have a
// finding.
func (l *List) writeSARIF(w io.Writer, tool Tool) error {
	findings := l.Findings()
	rules := used(tool.Rules, findings)
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: tool.Name, Version: tool.Version, InformationURI: tool.URL, Rules: []sarifRule{},
		}},
		ColumnKind: "unicodeCodePoints",
		Results:    []sarifResult{},
	}
	for _, r := range rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, newSARIFRule(r))
	}
	run.Results = append(run.Results, lists.Map(findings, func(f Finding) sarifResult { return newSARIFResult(f, rules) })...)
	return show.JSON(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

func used(rules []Rule, findings []Finding) []Rule {
	return lists.Filter(rules, func(r Rule) bool {
		return slices.ContainsFunc(findings, func(f Finding) bool { return f.Code == r.Code })
	})
}

func newSARIFRule(r Rule) sarifRule {
	return sarifRule{
		ID: r.Code, Short: sarifText{r.Title + "."}, Full: optionalText(r.Why), Help: optionalText(r.Fix),
		HelpURI: r.Source, Default: sarifConfig{sarifLevels[r.Severity]},
	}
}

func optionalText(s string) *sarifText {
	if s == "" {
		return nil
	}
	return &sarifText{s}
}

func newSARIFResult(f Finding, rules []Rule) sarifResult {
	text := f.Message
	if f.Help != "" {
		text += "\nhelp: " + f.Help
	}
	out := sarifResult{
		RuleID: f.Code, Level: sarifLevels[f.Severity], Message: sarifText{text},
		Locations: []sarifLocation{newSARIFLocation(f.Span)},
	}
	if i := slices.IndexFunc(rules, func(r Rule) bool { return r.Code == f.Code }); i >= 0 {
		out.RuleIndex = &i
	}
	for _, n := range f.Notes {
		at := newSARIFLocation(Span{Pos: n.Pos})
		at.Message = &sarifText{n.Text}
		out.Related = append(out.Related, at)
	}
	return out
}

func newSARIFLocation(s Span) sarifLocation {
	at := sarifPhysical{Artifact: sarifArtifact{fileURI(s.File)}}
	if s.IsValid() {
		at.Region = &sarifRegion{StartLine: s.Line, StartColumn: s.Col}
		if s.Len > 0 {
			at.Region.EndColumn = s.end()
		}
	}
	return sarifLocation{Physical: at}
}

// fileURI is the name of a file as a reference: relative if the name is.
func fileURI(file string) string {
	u := url.URL{Path: filepath.ToSlash(file)}
	if strings.HasPrefix(u.Path, "/") {
		u.Scheme = "file"
	}
	return u.String()
}
