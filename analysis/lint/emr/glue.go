package emr

import (
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

const (
	glueTable = "glue:GetTable"

	// glueParam is the parameter of templates for the Glue Data Catalog. There is no
	// finding if it is explicitly false.
	glueParam = "GlueCatalog"
)

// glueReads are the actions that are in all of AWS's lists for Hive and Spark with
// the Glue Data Catalog.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-role-for-ec2.html
// https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/security-iam-runtime-role.html
var glueReads = []string{
	"glue:GetDatabase", "glue:GetDatabases", glueTable, "glue:GetTables",
	"glue:GetPartition", "glue:GetPartitions", "glue:GetUserDefinedFunctions",
}

// glueUses are actions that show that a role uses the Data Catalog as its
// metastore.
var glueUses = append([]string{
	"glue:CreateDatabase", "glue:CreateTable", "glue:UpdateTable", "glue:CreatePartition", "glue:BatchCreatePartition",
}, glueReads...)

// checkGlue compares the permissions of a cluster or job role on the Glue Data
// Catalog with the actions that Hive and Spark call.
func checkGlue(c *core.Checker, h core.Held) {
	kinds := []spec.Kind{spec.KindInstance, spec.KindServerless, spec.KindRuntime}
	if h.Role == nil || !slices.Contains(kinds, h.Role.Kind) || h.HasUnknown() {
		return
	}
	if _, full := h.Has("AmazonElasticMapReduceforEC2Role"); full {
		return
	}
	for _, g := range h.Grants {
		for _, action := range glueUses {
			if _, at, ok := g.Allows(action); ok {
				glueActions(c, h, g.St.String()+" allows "+action, at)
				return
			}
		}
	}
	if h.Role.Kind == spec.KindServerless {
		noGlue(c, h)
	}
}

// glueActions finds actions that a role needs together with one that it has.
func glueActions(c *core.Checker, h core.Held, what string, at diag.Span) {
	missing := lists.Filter(glueReads, func(need string) bool { return !h.Does(need) })
	if len(missing) > 0 {
		c.Add(h.Subject, at, "missing-glue", "also allow it, on the same resources",
			"%s, but nothing allows role %s %s, which Hive and Spark also call", what, h.Role.Written(), core.And(missing))
	}
}

// noGlue finds a job role without permissions on the Data Catalog. Spark jobs may
// not need them, so this applies only if the role does not set the template's
// parameter, or mentions Hive.
func noGlue(c *core.Checker, h core.Held) {
	asked := h.Role.Template == "serverless-execution"
	if slices.Contains(h.Role.Declined, glueParam) || !asked && !speaksOfHive(c, h) {
		return
	}
	help := "allow " + core.And(glueReads) + ", and the actions that create tables"
	if asked {
		help = "write with: {" + glueParam + ": true}, or false if its jobs do not use it"
	}
	c.Add(h.Subject, h.Header().NameAt(), "missing-glue", help,
		"role %s has no permissions on the Glue Data Catalog, the default metastore of Hive on EMR Serverless", h.Role.Written())
}

// hive matches the word, but not in archive.
var hive = regexp.MustCompile(`Hive|(^|[^A-Za-z])(hive|HIVE)`)

// speaksOfHive reports whether a name, a description or a resource of a role
// has the word.
func speaksOfHive(c *core.Checker, h core.Held) bool {
	texts := []string{h.Role.Name, c.Binding.Text(h.Role.RoleName), h.Role.Doc}
	for _, g := range h.Grants {
		texts = append(texts, g.Name, g.St.Sid, g.St.Doc)
		texts = append(texts, lists.Map(g.St.ResourceTexts, func(r core.Text) string { return r.Literal })...)
	}
	return slices.ContainsFunc(texts, func(s string) bool {
		return strings.Contains(strings.ToLower(s), "hive") && hive.MatchString(s)
	})
}

// glueLevels are the ends of the ARNs of a table, its database and its catalog. AWS
// policies also write the catalog as catalog/*.
var glueLevels = []string{"catalog*", "database/*", "table/*"}

// checkGlueResources finds permissions on tables without permissions on their
// database and catalog: Glue requires all three.
// https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
func checkGlueResources(c *core.Checker, h core.Held) {
	var st *core.Statement
	var at diag.Span
	missing := slices.Clone(glueLevels)
	for _, g := range h.Grants {
		_, where, ok := g.Allows(glueTable)
		if _, all := g.St.Everything(); ok && (all || g.Unknown || g.St.NotResources) {
			return
		}
		if !ok {
			continue
		}
		if st == nil {
			st, at = g.St, where
		}
		missing = slices.DeleteFunc(missing, func(end string) bool { return onGlue(g, end) })
	}
	// A customer managed policy may be combined with others.
	if st == nil || len(missing) == 0 || h.Role == nil && !h.Bare() || h.Role != nil && h.HasUnknown() {
		return
	}
	var names, help []string
	for _, level := range missing {
		names = append(names, strings.TrimRight(level, "/*"))
		help = append(help, `"arn:${AWS::Partition}:glue:*:${AWS::AccountId}:`+strings.Replace(level, "catalog*", "catalog", 1)+`"`)
	}
	c.Add(h.Subject, at, "glue-resources", "add "+core.And(help)+" to the Resource, or specific ones",
		"%s allows %s, but on no %s; Glue requires permission on the table, its database and the catalog", st, glueTable, strings.Join(names, " and no "))
}

// onGlue reports whether g may cover a Glue resource whose ARN ends so.
func onGlue(g core.Grant, end string) bool {
	return slices.ContainsFunc(g.St.ResourceTexts, func(r core.Text) bool {
		parts := strings.SplitN(r.Literal, ":", glob.ARNParts)
		return len(parts) == glob.ARNParts && glob.Match(parts[2], "glue") && glob.Overlap(parts[glob.ARNParts-1], end)
	})
}
