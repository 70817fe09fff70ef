//go:build !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd && !windows

package gen

import (
	"errors"
	"os"
)

// tryLock has no lock that ends with the process.
func tryLock(*os.Root) (release func(), err error) { return nil, errors.ErrUnsupported }
