package spec

// factsRules are about what the service-authorization facts contradict.
var factsRules = []Rule{}
