package spec

// Kind says what EMR does with a role. The default trust of a role and the
// service it is passed to follow from it.
type Kind string

// The kinds.
const (
	KindService     Kind = "service"
	KindInstance    Kind = "instance"
	KindAutoScaling Kind = "autoscaling"
	KindNotebooks   Kind = "notebooks"
	KindStudio      Kind = "studio"
	KindStudioUser  Kind = "studio-user"
	KindServerless  Kind = "serverless"
	KindEMRFS       Kind = "emrfs"
	KindRuntime     Kind = "runtime"
	KindOther       Kind = "other"
)
