package spec

// emrRules are about what EMR cannot work with.
var emrRules = []Rule{}
