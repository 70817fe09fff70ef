package spec

// joined are the fields that come together where one body, or environment, is
// put over another. All others replace each other.
var joined = []string{"with", "managedPolicies", "tags", "policies", "statements", "values"}

// dropNulls ends the merging: what null took away is not there.
func (b *syntaxBody) dropNulls() {
	isNull := func(key string) bool { return b.fields.at(key).top().n.kind == nullNode }
	b.nulls = b.fields.only(isNull)
	b.fields = b.fields.only(func(key string) bool { return !isNull(key) })
}
