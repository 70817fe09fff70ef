package oracle

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// AccessKey, followed by the number of an account, is an access key of that account in moto.
const AccessKey = "AKIA0000"

// runMoto runs moto_server with five faults repaired: moto 5.2 fails on AWS::NoValue in a
// list, which CloudFormation removes; looks for variables of Fn::Sub in the values of others,
// too; cannot update a stack of which a resource is absent by its condition; cannot export an
// account with inline policies that come from a template; and exports managed policies without
// their names. It reads templates with libyaml, which takes a tenth of the time, logs no
// requests, and looks for the service of a host once: both take longer than a request. It
// answers one request after the other, since threads of Python only wait for each other. It
// exits when its standard input is closed, and so also when a test is killed.
const runMoto = `
import functools, json, logging, os, re, sys, threading, urllib.parse
def end_with_input():
    sys.stdin.read()
    os._exit(0)
threading.Thread(target=end_with_input, daemon=True).start()
import yaml
from moto.cloudformation.utils import yaml_tag_constructor
if yaml.__with_libyaml__:
    yaml.CLoader.add_multi_constructor("", yaml_tag_constructor)
    yaml.Loader = yaml.CLoader
import moto.cloudformation.parsing as parsing
clean = parsing.clean_json
def substitute(sub, resources):
    template, values = sub if isinstance(sub, list) else (sub, {})
    def one(match):
        name = match[1].strip()
        if name.startswith("!"):
            return "${" + name[1:] + "}"
        if name in values:
            return str(parsing.clean_json(values[name], resources))
        return str(parsing.clean_json({"Fn::GetAtt": name.split(".", 1)} if "." in name else {"Ref": name}, resources))
    return re.sub(r"\$\{([^}]*)\}", one, template)
def drop_no_value(value, resources):
    if isinstance(value, dict) and list(value) == ["Fn::Sub"]:
        return substitute(value["Fn::Sub"], resources)
    out = clean(value, resources)
    return [item for item in out if item is not None] if isinstance(out, list) else out
parsing.clean_json = drop_no_value
update = parsing.parse_and_update_resource
def update_present(logical_id, resource_json, resources_map, **where):
    if resources_map[logical_id] is not None:
        return update(logical_id, resource_json, resources_map, **where)
parsing.parse_and_update_resource = update_present
import moto.iam.models as models
account_of = models.get_account_id_from
models.get_account_id_from = lambda key: key[8:] if key.startswith("` + AccessKey + `") else account_of(key)
def text(policy):
    return policy if isinstance(policy, str) else json.dumps(policy)
models.Role.role_policy_list = property(lambda self: [
    {"PolicyName": name, "PolicyDocument": urllib.parse.quote(text(policy))} for name, policy in self.policies.items()])
models.ManagedPolicy.policy_name = property(lambda self: self.name)
import moto.server as server
server.DomainDispatcherApplication.get_backend_for_host = functools.cache(server.DomainDispatcherApplication.get_backend_for_host)
serve = server.run_simple
server.run_simple = lambda *args, threaded, **options: serve(*args, **options)
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server.main(sys.argv[1:])
`

// Moto returns the address of a server that simulates AWS, on a loopback port. It takes
// seconds to start, so the tests of a package share it; each uses names, or an account, of
// its own. It exits with the tests.
func Moto(t testing.TB) (url string) {
	t.Helper()
	python := motoPython(t)
	server, err := shared(python)
	if err != nil {
		t.Fatal(err)
	}
	return server.url
}

// MotoAlone starts a server for one test. Settings are moto's, e.g.,
// MOTO_IAM_LOAD_MANAGED_POLICIES=true, without which there are no AWS managed policies.
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

// shared starts the server for all tests of a package. It exits with their process, which
// closes its standard input.
func shared(python string) (*motoServer, error) {
	sharedOnce.Do(func() { sharedMoto, errShared = startMoto(python) })
	return sharedMoto, errShared
}

type motoServer struct {
	url   string
	cmd   *exec.Cmd
	input io.Closer
	ended chan struct{} // closed when it has
}

func (m *motoServer) end() {
	m.input.Close()
	m.cmd.Process.Kill() //nolint:errcheck // it may have ended
	<-m.ended
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
	server := &motoServer{"http://" + address, cmd, input, make(chan struct{})}
	go func() {
		cmd.Wait() //nolint:errcheck // its state says how it ended
		close(server.ended)
	}()
	for {
		resp, err := http.Get(server.url + "/moto-api/data.json")
		if err == nil {
			resp.Body.Close()
			return server, nil
		}
		select {
		case <-server.ended:
			return nil, fmt.Errorf("moto_server ended before it answered: %v", cmd.ProcessState)
		case <-time.After(50 * time.Millisecond): // however long a busy machine takes
		}
	}
}
