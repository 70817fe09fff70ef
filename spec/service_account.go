package spec

import "math/big"

// JobAccount begins the names of the service accounts that EMR on EKS makes for jobs.
// The account and the name of the job's role follow, see Base36.
const JobAccount = "emr-containers-sa-*-*-"

// Base36 returns the name of a role as the service accounts of its jobs contain it:
// the number that its bytes are, in base 36.
func Base36(name string) string { return new(big.Int).SetBytes([]byte(name)).Text(36) }
