// Package docs makes documentation of a spec for people: Markdown, and one HTML page
// that needs no network. Of two versions of a spec, it makes a page that shows what
// the newer one grants that the older one does not, and the reverse.
//
// It decides nothing: statements and fields are from package explain, differences
// from package diff. What it adds is a view: permissions by service and access level,
// and a graph of who passes, assumes and trusts whom.
//
// Output has no values of parameters or environments, no absolute paths and no dates
// except that of the facts. The same spec gives the same bytes. Texts of a spec are
// text in every format: none of them can become markup.
package docs
