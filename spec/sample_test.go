package spec

import "testing"

// Each type has a sample, which it admits.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, info := range Types {
		p := &Param{Name: "P", Type: info.Name}
		if why := p.Refuses(p.Sample()); p.Sample() == "" || why != "" {
			t.Errorf("the sample %q of %s: %s", p.Sample(), info.Name, why)
		}
	}
}
