package cloudformation

// rules refuses lists with an empty value: joined with literal text, one would
// grant "arn:aws:s3:::/*". A pattern cannot do it, since it sees single values,
// and an empty list has none.
func (t *template) rules() dict {
	var out dict
	for _, p := range t.params {
		if !p.List {
			continue
		}
		empty := everyMemberEquals(p.ID())
		assert, says := node(call("!Not", list{empty})), p.ID()+" must have a value."
		if p.Optional {
			full := call("!Not", list{dict{{Key: "Fn::Contains", Value: list{ref(p.ID()), text("")}}}})
			assert, says = call("!Or", list{empty, full}), p.ID()+" must not have an empty value among others."
		}
		out = append(out, entry{Key: p.ID() + "IsFull", Value: dict{
			{Key: "Assertions", Value: list{dict{
				{Key: "Assert", Value: assert},
				{Key: "AssertDescription", Value: prose(says)},
			}}},
		}})
	}
	return out
}

func everyMemberEquals(name string) node {
	return dict{{Key: "Fn::EachMemberEquals", Value: list{ref(name), text("")}}}
}
