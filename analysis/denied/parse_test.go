package denied

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDirect compares the quick reader of the most common message with the one that
// reads all, on each line of the corpus and on such lines with something added.
func TestDirect(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/corpus.txt")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		for _, one := range []string{line, "26/01/02 ERROR Client: " + line, line + ".", line + " (Service: X; Status Code: 400)", line + "; " + line, "An error occurred (X) when calling the GetTable operation: " + line, strings.ReplaceAll(line, " because", ". because"), strings.ReplaceAll(line, ":table/", ":job/with spaces ")} {
			c := clean(one)
			if again := clean(c); again != c {
				t.Fatalf("%q is not clean: %q", c, again)
			}
			d := direct(c)
			if d == nil {
				continue
			}
			read++
			all := parse(c)
			if len(all) != 1 {
				t.Fatalf("%s: %d denials", c, len(all))
			}
			if diff := cmp.Diff(all[0], d); diff != "" {
				t.Fatalf("%s (-parse +direct):\n%s", c, diff)
			}
		}
	}
	if read < 100 {
		t.Errorf("only %d messages were read", read)
	}
}

// TestNoDenial: lines with the same words that are about something else than AWS.
func TestNoDenial(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(noDenials) {
		if all := Parse(strings.TrimSuffix(line, "\n")); len(all) > 0 {
			t.Errorf("%s is read as %s: %+v", strings.TrimSpace(line), all[0].Form, all[0])
		}
	}
}

const noDenials = `Error: creating a network: googleapi: Error 403: Required 'compute.networks.create' permission for 'projects/acme/global/networks/net', forbidden
ssh: hadoop@10.0.0.12: Permission denied (publickey,gssapi-keyex,gssapi-with-mic).
bash: /usr/lib/spark/bin/run: Permission denied
mkdir: cannot create directory '/mnt/var/x': Permission denied
PermissionError: [Errno 13] Permission denied: '/tmp/x'
java.sql.SQLException: Access denied for user 'hive'@'ip-10-0-0-12' (using password: YES)
java.security.AccessControlException: access denied ("java.io.FilePermission" "/tmp/x" "read")
java.nio.file.AccessDeniedException: /mnt/yarn/usercache/x
10.0.0.12 - - [02/Jan/2026:03:04:05 +0000] "GET /cluster/apps HTTP/1.1" 403 512
26/01/02 03:04:05 INFO BlockManager: Removed 403 blocks
26/01/02 03:04:05 INFO Client: the caller is authorized to perform s3:GetObject on arn:aws:s3:::acme/x
    except AccessDeniedException as e:
    if error.code == 'AccessDenied':
import software.amazon.awssdk.services.glue.model.AccessDeniedException;
the user does not have permission to see the notebook of ana
26/01/02 03:04:05 INFO Server: SASL is not required, no permission checks
forbidden characters in the name of the queue
26/01/02 03:04:05 WARN Shell: operation not permitted
26/01/02 03:04:05 INFO SecurityManager: authentication disabled; ui acls disabled; users with view permissions: Set(hadoop); groups with view permissions: Set()
26/01/02 03:04:05 INFO FSNamesystem: supergroup = hdfsadmingroup, isPermissionEnabled = true
26/01/02 03:04:05 INFO FileInputFormat: listed 403 files in s3://acme-out/forbidden/day=403/
26/01/02 03:04:05 INFO S3NativeFileSystem: Opening 's3://acme-out/unauthorized/part-00403' for reading
26/01/02 03:04:05 WARN Column: a key is not allowed to be null in the table sales
26/01/02 03:04:05 ERROR RMWebApp: the user dr.who is unauthorized to view the logs of application_1_0403
26/01/02 03:04:05 INFO TaskSetManager: Starting task 403.0 in stage 2.0 (TID 403, ip-10-0-4-03.ec2.internal)
26/01/02 03:04:05 INFO GlueCatalog: table permissions_403 has 12 columns, access_denied_count is 0
java.io.FileNotFoundException: /mnt/var/log/forbidden.log (Permission denied)
Authentication failed, URL: https://10.0.0.12:9393/kms/v1/?op=GETDELEGATIONTOKEN, status: 403, message: Forbidden
requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://notebooks.example.com/livy/version
26/01/02 03:04:05 INFO Client: the role EMR_EC2_DefaultRole has the permission s3:GetObject
daemon: pull access denied for acme/tool, the repository does not exist or needs a login
You are not authorized to see this page. Ask the administrator of the wiki.
npm ERR! 403 Forbidden - PUT https://registry.example.com/acme - You do not have permission to publish it.
remote: access to acme/repo.git was denied
YarnException: user ana does not have permission to submit an application to the queue root.prod
org.apache.iceberg.exceptions.NotAuthorizedException: Not authorized: the catalog wants a token
StatusCode=403 ErrorCode=AuthorizationPermissionMismatch This request is not authorized to perform this operation using this permission. at AzureBlobFileSystem
oci.exceptions.ServiceError: {'status': 404, 'code': 'NotAuthorizedOrNotFound', 'message': 'Authorization failed or the resource was not found.'}
<Error><Code>AccessDenied</Code><Message>The bucket acl denies it.</Message><HostId>acme.oss-eu-central-1.aliyuncs.com</HostId></Error>
MongoServerError: not authorized on admin to execute command { listDatabases: 1 }
PERMISSION_DENIED: User does not have USE CATALOG on Catalog 'main'.
AccessDeniedException: 403 acme@appspot.gserviceaccount.com does not have storage.objects.list access to acme.
kinit: client not authorized for this realm
PASS  the probe role must not have SELECT: access to the table was denied
`
