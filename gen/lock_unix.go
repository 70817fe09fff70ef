//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package gen

import (
	"errors"
	"os"
	"syscall"
)

// tryLock locks the folder itself, so that there is no lock file.
func tryLock(r *os.Root) (release func(), err error) {
	f, err := r.Open(".")
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = errLocked
		}
		return nil, err
	}
	return func() { f.Close() }, nil
}
