package spec

// privilegeRules are about what grants more than it needs to.
var privilegeRules = []Rule{}
