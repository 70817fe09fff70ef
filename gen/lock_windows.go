package gen

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lockFile is there while a run has the folder.
const lockFile = ".emriam.lock"

// What package syscall lacks, see
// https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-createfilew
const (
	accessDelete         = 0x00010000
	flagDeleteOnClose    = 0x04000000
	flagOpenReparsePoint = 0x00200000 // a link is opened itself
	sharingViolation     = syscall.Errno(32)
	deletePending        = syscall.Errno(303)
)

// tryLock makes a file that nobody else can open, since Windows has no locks
// on folders. The system removes it when its handle is closed, which it is
// when the process ends.
func tryLock(r *os.Root) (release func(), err error) {
	name, err := syscall.UTF16PtrFromString(filepath.Join(r.Name(), lockFile))
	if err != nil {
		return nil, err
	}
	for range 10 {
		var h syscall.Handle
		h, err = syscall.CreateFile(name, syscall.GENERIC_WRITE|accessDelete, 0, nil, syscall.OPEN_ALWAYS,
			syscall.FILE_ATTRIBUTE_NORMAL|flagDeleteOnClose|flagOpenReparsePoint, 0)
		switch {
		case err == nil:
			return func() { _ = syscall.CloseHandle(h) }, nil
		case errors.Is(err, sharingViolation), errors.Is(err, deletePending):
			return nil, errLocked
		case !errors.Is(err, syscall.ERROR_ACCESS_DENIED):
			return nil, err
		}
		time.Sleep(time.Millisecond) // a file that is about to be removed denies access
	}
	return nil, err
}
