package cloudformation_test

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/oracle"
)

// moto is a server that plays AWS, on a loopback port.
type moto struct{ url string }

func startMoto(t *testing.T) *moto {
	t.Helper()
	return &moto{oracle.Moto(t)}
}

// call calls an action of a service of AWS's query API. Args are keys and
// values.
func (m *moto) call(t *testing.T, d deployment, service, action string, result any, args ...string) {
	t.Helper()
	form := url.Values{"Action": {action}}
	for i := 0; i < len(args); i += 2 {
		form.Set(args[i], args[i+1])
	}
	body := m.post(t, d, service, form.Encode(), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	if err := xml.Unmarshal(body, result); err != nil {
		t.Fatalf("%s: %v\n%s", action, err, body)
	}
}

// callJSON calls an action of a service of AWS's JSON API.
func (m *moto) callJSON(t *testing.T, d deployment, service, action string, args, result any) {
	t.Helper()
	src, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	body := m.post(t, d, service, string(src), http.Header{"Content-Type": {"application/x-amz-json-1.1"}, "X-Amz-Target": {action}})
	if err := json.Unmarshal(body, result); err != nil {
		t.Fatalf("%s: %v\n%s", action, err, body)
	}
}

// post sends a request to a service and returns the body of the answer.
func (m *moto) post(t *testing.T, d deployment, service, request string, header http.Header) []byte {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, m.url, strings.NewReader(request))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	req.Header.Set("X-Moto-Account-Id", d.Binding.AccountID)
	// moto finds the service in the signature and does not check it.
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=testing/20260101/"+d.Binding.Region+"/"+service+"/aws4_request, SignedHeaders=host, Signature=0")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s\n%s\n%s", service, resp.Status, request, body)
	}
	return body
}

// document reads a policy document as moto returns it: JSON or, for policies
// that came from a template, a literal of Python.
func document(t *testing.T, src string) *iam.Document {
	t.Helper()
	if s, err := url.PathUnescape(src); err == nil && strings.HasPrefix(src, "%") {
		src = s
	}
	var v any
	if err := json.Unmarshal([]byte(src), &v); err != nil {
		if v, err = pythonLiteral(src); err != nil {
			t.Fatalf("%v in %s", err, src)
		}
	}
	clean, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := iam.Parse(clean)
	if err != nil {
		t.Fatalf("%v: %s", err, clean)
	}
	return doc
}
