# The AWS CLI, which takes a second to start, started once. Forks for each command; the fork
# has the arguments, environment, folder, input and outputs of bin/aws, which connects.
import functools, importlib, json, os, select, signal, socket, sys, tempfile, traceback

import awscli.clidriver
import botocore.hooks
import botocore.loaders

# A fork takes half as long with what does not depend on its command.
read = functools.cache(botocore.loaders.JSONFileLoader().load_file)
botocore.loaders.JSONFileLoader.load_file = lambda _, path: read(path)
services = functools.cache(botocore.loaders.Loader().list_available_services)
botocore.loaders.Loader.list_available_services = lambda _, type_name: services(type_name)
botocore.hooks.accepts_kwargs = functools.cache(botocore.hooks.accepts_kwargs)


def prepare():
    session = awscli.clidriver.create_clidriver().session
    for service in "cloudformation", "emr", "iam", "s3", "sts":
        session.create_client(service, "us-east-1")


def run(connection):
    call, files, _, _ = socket.recv_fds(connection, 1 << 16, 4)
    while not call.endswith(b"\n"):
        call += connection.recv(1 << 16)
    args, environment = json.loads(call)
    for number, file in enumerate(files[:3]):
        os.dup2(file, number)
    os.fchdir(files[3])
    os.environ.clear()
    os.environ.update(environment)
    importlib.reload(awscli)  # which sets a variable
    sys.argv = ["aws", *args]
    try:
        code = awscli.clidriver.main()
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(bytes([code or 0]))


prepare()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
    listener.bind(folder + "/aws")
    listener.listen(64)
    print(sys.executable, listener.getsockname(), sep="\n", flush=True)
    # Standard input ends with the tests.
    while listener in select.select([listener, sys.stdin], [], [])[0]:
        connection, _ = listener.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                run(connection)
            except BaseException:
                traceback.print_exc()
            os._exit(0)
        connection.close()
