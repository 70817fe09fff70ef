package cloudformation

import (
	"math/rand/v2"
	"strings"

	"github.com/emriam/emriam/spec"
)

// AwkwardStrings prints strings that YAML could take for something else, as
// keys and values, as blocks and in flow style. What a parser must read comes
// back as encoding/json has it.
func AwkwardStrings() (src []byte, want any) {
	all := []string{
		"", " ", "~", "null", "yes", "No", "ON", "off", "true", "y", "N", "=", "<<", "-", "- a", "?", ":", "a:", "a: b", "a #b",
		"0", "00", "012", "0o17", "0x1f", "0b1", "1_000", "1:20", "1.", ".5", "1e3", "+1", "-1", ".inf", "-.INF", ".nan",
		"2024-02-29", "2024-02-29 10:00:00", "2001-12-14t21:59:43.10-05:00", "*", "&a", "!a", "%a", "@a", "`a", "'a'", "\"a\"",
		"[a]", "{a}", "a,b", "a]", "|", ">", "a\nb", "a\tb", "\ta", "a\\n", "\x00", "\x7f", "\u0085", "\u00a0", "\u2028", "\ufeff", "\u00e9", "\u20ac",
		"---", "...", "--- a", "arn:aws:iam::", "arn:aws:s3:::${B}/*", "${aws:username}", "AWS::Region", "\\", "a\"b", "a'b", "\r",
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	letters := []rune(" \t\n\r-?:,[]{}#&*!|>'\"%@`\\~=<.+_0123456789abefnotxyTZ\u0085\u00e9\u2028")
	for range 2000 {
		var s strings.Builder
		for range 1 + rnd.IntN(6) {
			s.WriteRune(letters[rnd.IntN(len(letters))])
		}
		all = append(all, s.String())
	}
	var block, flow list
	var keys dict
	wantKeys := map[string]any{}
	var wantItems []any
	for _, s := range all {
		block = append(block, text(s))
		flow = append(flow, call("!F", list{text(s)}))
		wantItems = append(wantItems, s)
		if _, ok := wantKeys[s]; !ok {
			keys = append(keys, entry{Key: s, Value: text(s), Comments: []string{s}})
			wantKeys[s] = s
		}
	}
	wantFlow := make([]any, len(all))
	for i, s := range all {
		wantFlow[i] = []any{s}
	}
	doc := dict{{Key: "Block", Value: block}, {Key: "Flow", Value: flow}, {Key: "Keys", Value: keys}}
	return printYAML(doc), map[string]any{"Block": wantItems, "Flow": wantFlow, "Keys": wantKeys}
}

// The limits of a template's size.
const (
	MaxDirect = spec.MaxDirectSize
	MaxStored = spec.MaxStackSize
)
