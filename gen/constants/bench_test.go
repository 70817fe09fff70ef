package constants

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

func BenchmarkFiles(b *testing.B) {
	for _, roles := range []int{10, 100, 1000} {
		b.Run(fmt.Sprintf("roles=%d", roles), func(b *testing.B) {
			s := load(b, "emr.yaml", []byte(manyRoles(roles)))
			bytes := 0
			for b.Loop() {
				for _, f := range (Target{}).Files(s, spec.Options{}, &diag.List{}) {
					bytes += len(f.Content)
				}
			}
			b.ReportMetric(float64(bytes)/float64(b.N), "bytes/package")
		})
	}
}

// manyRoles is a spec with the Studio's role many times.
func manyRoles(n int) string {
	var b strings.Builder
	b.WriteString("version: 1\nname: many\nparameters:\n  Bucket: {type: BucketName, example: amzn-s3-demo-bucket}\nroles:\n")
	for i := range n {
		fmt.Fprintf(&b, "  Role%d: {template: studio-service, roleName: role-%d, with: {Bucket: \"${Bucket}\"}}\n", i, i)
	}
	return b.String()
}
