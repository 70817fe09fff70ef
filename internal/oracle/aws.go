package oracle

import (
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// AWS returns the path of the AWS CLI, and an environment in which it, and each script that
// runs it, uses moto in place of AWS, without its user's credentials. config is the content of
// ~/.aws/config. The CLI takes longer to start than for a command, so that the tests of a
// package share one process, which forks.
func AWS(t testing.TB, url, region, config string) (program string, env []string) {
	t.Helper()
	Program(t, "aws")
	server, err := sharedAWS(Python(t, "awscli"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "config")
	// Otherwise the CLI would put the bucket's name into the host name.
	config = "[default]\ns3 =\n  addressing_style = path\n" + config
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	_, here, _, _ := runtime.Caller(0)
	bin := filepath.Join(filepath.Dir(here), "bin")
	return filepath.Join(bin, "aws"), append(os.Environ(),
		"PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "ORACLE_PYTHON="+server.python, "ORACLE_AWS="+server.socket,
		// moto needs the host name in the address of a template.
		"AWS_ENDPOINT_URL="+strings.Replace(url, "127.0.0.1", "localhost", 1),
		"AWS_ACCESS_KEY_ID=testing", "AWS_SECRET_ACCESS_KEY=testing", "AWS_DEFAULT_REGION="+region, "AWS_PAGER=",
		"AWS_CONFIG_FILE="+file, "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_EC2_METADATA_DISABLED=true")
}

//go:embed aws.py
var runAWS string

type awsServer struct {
	input          io.Closer // which would be closed if nothing referred to it
	python, socket string
}

var (
	awsOnce   sync.Once
	awsShared awsServer
	errAWS    error
)

// sharedAWS starts the AWS CLI of a package's tests. It ends with its standard input.
func sharedAWS(python string) (awsServer, error) {
	awsOnce.Do(func() {
		cmd := exec.Command(python, "-c", runAWS)
		cmd.Stderr = os.Stderr
		if awsShared.input, errAWS = cmd.StdinPipe(); errAWS != nil {
			return
		}
		var out io.Reader
		if out, errAWS = cmd.StdoutPipe(); errAWS != nil {
			return
		}
		if errAWS = cmd.Start(); errAWS == nil {
			_, errAWS = fmt.Fscanln(out, &awsShared.python)
		}
		if errAWS == nil {
			_, errAWS = fmt.Fscanln(out, &awsShared.socket)
		}
	})
	return awsShared, errAWS
}
