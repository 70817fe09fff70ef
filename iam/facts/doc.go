// Package facts has what there is to grant: services with their actions,
// resource types and condition keys, and AWS's managed policies.
//
// FindService, FindAction, MatchActions, FindConditionKey, FindManagedPolicy and
// FindSnapshot answer from tables in data/, which are embedded. The package needs
// no network. A service is read when something of it is looked up, and an action
// when it is named itself, so that a command pays for what it uses: a fraction of
// a millisecond for the largest service.
//
// `go generate ./iam/facts` makes the tables again; see factsgen. To update them,
// change the version there and in the test that holds the manifests, generate,
// and read the difference of the manifests. data/overlay.json, and data/newer.json for
// snapshots, add what the packages lack, each entry with its source.
package facts
