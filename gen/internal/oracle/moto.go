package oracle

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// MotoAccount is the account that moto uses if a request does not name one.
const MotoAccount = "123456789012"

// runMoto runs moto_server with two faults repaired. Where CloudFormation drops
// AWS::NoValue from a list, moto 5.2 leaves None, on which it then fails. And it
// cannot export an account that has inline policies from a template, which it
// keeps as objects in place of texts. It ends when its standard input does, and
// so with a test that is killed.
const runMoto = `
import json, os, sys, threading, urllib.parse
def end_with_input():
    sys.stdin.read()
    os._exit(0)
threading.Thread(target=end_with_input, daemon=True).start()
import moto.cloudformation.parsing as parsing
clean = parsing.clean_json
def drop_no_value(value, resources):
    out = clean(value, resources)
    return [item for item in out if item is not None] if isinstance(out, list) else out
parsing.clean_json = drop_no_value
import moto.iam.models as models
def text(policy):
    return policy if isinstance(policy, str) else json.dumps(policy)
models.Role.role_policy_list = property(lambda self: [
    {"PolicyName": name, "PolicyDocument": urllib.parse.quote(text(policy))} for name, policy in self.policies.items()])
from moto.server import main
main(sys.argv[1:])
`

// Moto is the address of a server that plays AWS, on a loopback port. The tests
// of a package share it, since it takes seconds to start: each has names, or an
// account, of its own. It ends with them.
func Moto(t testing.TB) (url string) {
	t.Helper()
	python := motoPython(t)
	server, err := shared(python)
	if err != nil {
		t.Fatal(err)
	}
	return server.url
}

// MotoAlone is a server for one test, which it ends with. Settings are moto's own,
// e.g., MOTO_IAM_LOAD_MANAGED_POLICIES=true, without which AWS has no policies
// there.
func MotoAlone(t testing.TB, settings ...string) (url string) {
	t.Helper()
	server, err := startMoto(motoPython(t), settings...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.end)
	return server.url
}

func motoPython(t testing.TB) string {
	t.Helper()
	Program(t, "moto_server")
	return Python(t, "moto.server")
}

var (
	sharedOnce sync.Once
	sharedMoto *motoServer
	errShared  error
)

// shared starts the server that is for all tests of a package. Its standard input
// ends with their process, and so does it.
func shared(python string) (*motoServer, error) {
	sharedOnce.Do(func() { sharedMoto, errShared = startMoto(python) })
	return sharedMoto, errShared
}

type motoServer struct {
	url   string
	cmd   *exec.Cmd
	input io.Closer
}

func (m *motoServer) end() {
	m.input.Close()
	m.cmd.Process.Kill() //nolint:errcheck // it may have ended
	m.cmd.Wait()         //nolint:errcheck // it was killed
}

func startMoto(python string, settings ...string) (*motoServer, error) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := free.Addr().String()
	free.Close()
	host, port, _ := net.SplitHostPort(address)
	cmd := exec.Command(python, "-c", runMoto, "-H", host, "-p", port)
	cmd.Env = append(os.Environ(), settings...)
	input, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	server := &motoServer{"http://" + address, cmd, input}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		resp, err := http.Get(server.url + "/moto-api/data.json")
		if err == nil {
			resp.Body.Close()
			return server, nil
		}
		if time.Now().After(deadline) {
			server.end()
			return nil, fmt.Errorf("moto_server does not answer: %w", err)
		}
	}
}

// Environment is that of a program that takes moto for AWS, and knows nothing
// of its user's account. config is the text of its ~/.aws/config.
func Environment(t testing.TB, url, region, config string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config")
	// The CLI would put the name of a bucket into that of the host.
	config = "[default]\ns3 =\n  addressing_style = path\n" + config
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return append(os.Environ(),
		// moto wants the address of a template by the name of the host.
		"AWS_ENDPOINT_URL="+strings.Replace(url, "127.0.0.1", "localhost", 1),
		"AWS_ACCESS_KEY_ID=testing", "AWS_SECRET_ACCESS_KEY=testing", "AWS_DEFAULT_REGION="+region, "AWS_PAGER=",
		"AWS_CONFIG_FILE="+file, "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_EC2_METADATA_DISABLED=true")
}
