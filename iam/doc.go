// Package iam is the policy language of AWS Identity and Access Management:
// documents, how they are read, printed and measured, what they grant, and
// what there is to grant.
//
// It knows neither YAML nor EMR, and judges no document: Parse takes whatever
// has the shape of one.
//
// # Facts
//
// FindService, FindAction, MatchActions, FindConditionKey, FindManagedPolicy and
// FindSnapshot answer from tables in data/, which are embedded. The package needs
// no network. A service is read when something of it is asked for, and an
// action when it is named itself, so that a command pays for what it uses: a
// fraction of a millisecond for the largest service.
//
// `go generate ./iam` makes the tables again; see factsgen. To update them,
// change the version there and in the test that holds the manifests, generate,
// and read the difference of the manifests. What the packages lack stands in
// data/overlay.json, with its source.
//
// # Accounts
//
// ParseAccount reads what the AWS CLI or the API exports of an account. The
// documents in it are parsed when they are asked for.
//
// # ARNs
//
// MatchARN and MatchResource compare a pattern with an ARN: the first as
// conditions do, the second as Resource elements do. ResourceType.Overlaps
// answers whether a pattern can name a resource of a type at all.
//
// # Evaluation
//
// Compile makes an Evaluator of policies, which Evaluate asks for a decision
// and Explain for the reasons. It follows the IAM user guide, whose pages are
// named where their rules are. The context of a request may be known in part:
// truths have three values, and what depends on an unknown key is Unknown,
// with the keys that it needs. More context never changes what is decided from
// allowed to denied or back.
//
// A statement's actions are indexed and its patterns compiled, so that a
// decision takes less than a microsecond and no memory.
//
// # Comparison
//
// Compare finds what one set of policies allows that another does not, by
// meaning and not by text, each with a witness: a request that one of the two
// allows.
package iam
