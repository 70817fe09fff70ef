package gen

import (
	"errors"
	"os"
	"time"
)

// patience is how long a run waits for another, which has the folder for as
// long as it takes to compare and write files.
const patience = 30 * time.Second

// errLocked is what tryLock returns while another run has the folder.
var errLocked = errors.New("another run of emriam has been writing there for " + patience.String())

// lock keeps all other runs out of a folder until release is called or the
// process ends, however it ends. The system keeps the lock; nothing has to be
// removed after a process that was killed. Some file systems have no locks:
// locked is then false, and nobody is kept out.
func lock(r *os.Root) (release func(), locked bool, err error) {
	start := time.Now()
	for pause := time.Millisecond; ; pause = min(2*pause, 20*time.Millisecond) {
		release, err := tryLock(r)
		switch {
		case err == nil:
			return release, true, nil
		case !errors.Is(err, errLocked):
			return func() {}, false, nil
		case time.Since(start) > patience:
			return nil, false, err
		}
		time.Sleep(pause)
	}
}
