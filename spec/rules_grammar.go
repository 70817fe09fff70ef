package spec

// grammarRules are about what IAM's grammar refuses or leaves without effect.
var grammarRules = []Rule{}
