package lint

import (
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
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
func checkGlue(c *checker, h held) {
	kinds := []spec.Kind{spec.KindInstance, spec.KindServerless, spec.KindRuntime}
	if h.role == nil || !slices.Contains(kinds, h.role.Kind) || h.hasUnknown() {
		return
	}
	if _, full := h.has("AmazonElasticMapReduceforEC2Role"); full {
		return
	}
	for _, g := range h.grants {
		for _, action := range glueUses {
			if _, at, ok := g.allows(action); ok {
				c.glueActions(h, label(g.st)+" allows "+action, at)
				return
			}
		}
	}
	if h.role.Kind == spec.KindServerless {
		c.noGlue(h)
	}
}

// glueActions finds actions that a role needs together with one that it has.
func (c *checker) glueActions(h held, what string, at diag.Span) {
	var missing []string
	for _, need := range glueReads {
		if !h.does(need) {
			missing = append(missing, need)
		}
	}
	if len(missing) > 0 {
		c.add(h.subject, at, "missing-glue", "also allow it, on the same resources",
			"%s, but nothing allows role %s %s, which Hive and Spark also call", what, h.role.Written(), and(missing))
	}
}

// noGlue finds a job role without permissions on the Data Catalog. Spark jobs may
// not need them, so this applies only if the role does not set the template's
// parameter, or mentions Hive.
func (c *checker) noGlue(h held) {
	asked := h.role.Template == "serverless-execution"
	if slices.Contains(h.role.Declined, glueParam) || !asked && !c.speaksOfHive(h) {
		return
	}
	help := "allow " + and(glueReads) + ", and the actions that create tables"
	if asked {
		help = "write with: {" + glueParam + ": true}, or false if its jobs do not use it"
	}
	c.add(h.subject, h.subject.place(), "missing-glue", help,
		"role %s has no permissions on the Glue Data Catalog, the default metastore of Hive on EMR Serverless", h.role.Written())
}

// hive matches the word, but not in archive.
var hive = regexp.MustCompile(`Hive|(^|[^A-Za-z])(hive|HIVE)`)

// speaksOfHive reports whether a name, a description or a resource of a role
// has the word.
func (c *checker) speaksOfHive(h held) bool {
	texts := []string{h.role.Name, c.binding.Text(h.role.RoleName), h.role.Doc}
	for _, g := range h.grants {
		texts = append(texts, g.name, g.st.Sid, g.st.Doc)
		for _, r := range g.st.resources {
			texts = append(texts, r.string)
		}
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
func checkGlueResources(c *checker, h held) {
	var st *statement
	var at diag.Span
	missing := slices.Clone(glueLevels)
	for _, g := range h.grants {
		_, where, ok := g.allows(glueTable)
		if _, all := g.st.everything(); ok && (all || g.unknown || g.st.NotResources) {
			return
		}
		if !ok {
			continue
		}
		if st == nil {
			st, at = g.st, where
		}
		missing = slices.DeleteFunc(missing, g.onGlue)
	}
	// A customer managed policy may be combined with others.
	if st == nil || len(missing) == 0 || h.role == nil && !h.bare || h.role != nil && h.hasUnknown() {
		return
	}
	var names, help []string
	for _, level := range missing {
		names = append(names, strings.TrimRight(level, "/*"))
		help = append(help, `"arn:${AWS::Partition}:glue:*:${AWS::AccountId}:`+strings.Replace(level, "catalog*", "catalog", 1)+`"`)
	}
	c.add(h.subject, at, "glue-resources", "add "+and(help)+" to the Resource, or specific ones",
		"%s allows %s, but on no %s; Glue requires permission on the table, its database and the catalog", label(st), glueTable, strings.Join(names, " and no "))
}

// onGlue reports whether g may cover a Glue resource whose ARN ends so.
func (g grant) onGlue(end string) bool {
	return slices.ContainsFunc(g.st.resources, func(r text) bool {
		parts := strings.SplitN(r.string, ":", arnParts)
		return len(parts) == arnParts && glob.Match(parts[2], "glue") && globsMeet(parts[arnParts-1], end)
	})
}
