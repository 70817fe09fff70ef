package denied

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// event is what is read of an event of CloudTrail.
type event struct {
	UserIdentity struct {
		Type, ARN, PrincipalID, InvokedBy, IdentityProvider string
		SessionContext                                      struct {
			SessionIssuer struct{ ARN, UserName string }
		}
	}
	EventSource, EventName, AWSRegion string
	ErrorCode, ErrorMessage           string
	RequestParameters                 json.RawMessage
	Resources                         []struct{ ARN string }
	RecipientAccountID                string
	VPCEndpointID                     string

	CloudTrailEvent string  // of lookup-events: the event itself
	Records         []event // of a file that stands in one value
	Events          []event // what lookup-events prints
}

// scanEvents reads events: a file with Records, what lookup-events prints, a list,
// or one a line.
func scanEvents(in *bufio.Reader, name string, found *Found) error {
	if bom, _ := in.Peek(3); bytes.Equal(bom, []byte("\ufeff")) {
		if _, err := in.Discard(3); err != nil {
			return err
		}
	}
	dec := json.NewDecoder(in)
	number := 0
	each := func() error {
		var e event
		if err := dec.Decode(&e); err != nil {
			return err
		}
		number++
		e.add(name, number, found)
		return nil
	}
	for {
		head, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		if head == json.Delim('[') {
			for dec.More() {
				if err := each(); err != nil {
					return fmt.Errorf("reading %s: %w", name, err)
				}
			}
			if _, err := dec.Token(); err != nil {
				return fmt.Errorf("reading %s: %w", name, err)
			}
			continue
		}
		if err := object(dec, each, func(e *event) { number++; e.add(name, number, found) }); err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
	}
}

// object reads the rest of an object: its lists of events one by one, or, if it is an
// event, all of it.
func object(dec *json.Decoder, each func() error, whole func(*event)) error {
	rest := map[string]json.RawMessage{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		if key == "Records" || key == "Events" || key == "events" {
			if open, err := dec.Token(); err != nil || open != json.Delim('[') {
				return errors.Join(err, fmt.Errorf("%v is no list", key))
			}
			for dec.More() {
				if err := each(); err != nil {
					return err
				}
			}
			if _, err := dec.Token(); err != nil {
				return err
			}
			continue
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return err
		}
		if name, ok := key.(string); ok {
			rest[name] = value
		}
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	text, err := json.Marshal(rest)
	if err != nil {
		return err
	}
	var e event
	if json.Unmarshal(text, &e) == nil {
		whole(&e)
	}
	return nil
}

// deniedCodes are parts of the codes that AWS's services give denials.
var deniedCodes = []string{"accessdenied", "unauthorized", "notauthorized", "forbidden", "authorizationerror", "authfailure"}

func (e *event) add(file string, number int, found *Found) {
	for i := range e.Records {
		e.Records[i].add(file, number, found)
	}
	for i := range e.Events {
		e.Events[i].add(file, number, found)
	}
	if e.CloudTrailEvent != "" {
		var inner event
		if json.Unmarshal([]byte(e.CloudTrailEvent), &inner) == nil {
			inner.add(file, number, found)
		}
		return
	}
	d := e.denial()
	if d == nil {
		return
	}
	d.File, d.Line = file, number
	found.Add(d)
}

// denial returns what an event says, and its message; nil if it is about no denial.
func (e *event) denial() *Denial {
	code, isDenied := strings.ToLower(e.ErrorCode), false
	for _, c := range deniedCodes {
		isDenied = isDenied || strings.Contains(code, c)
	}
	said := Parse(e.ErrorMessage)
	if !isDenied && (e.ErrorCode == "" || len(said) == 0 || said[0].Form == "access-denied" || said[0].Form == "missing-permission") {
		return nil
	}
	d := &Denial{Form: "event", Cause: Unknown, Count: 1, Text: strings.TrimSpace(e.EventSource + " " + e.EventName + ": " + e.ErrorCode + " " + e.ErrorMessage)}
	if len(said) > 0 {
		d = said[0]
	}
	if d.Principal == "" || d.Form == "encoded" || blanked(principalName(d.Principal)) {
		d.Principal = e.UserIdentity.ARN
	}
	if d.Principal == "" {
		d.Principal = e.UserIdentity.InvokedBy
	}
	if token, ok := strings.CutPrefix(e.UserIdentity.PrincipalID, e.UserIdentity.IdentityProvider+":"); ok && e.UserIdentity.IdentityProvider != "" {
		_, provider, _ := strings.Cut(e.UserIdentity.IdentityProvider, "oidc-provider/")
		audience, subject, _ := strings.Cut(token, ":")
		d.Principal = e.UserIdentity.IdentityProvider
		d.Context = map[string][]string{provider + ":aud": {audience}, provider + ":sub": {subject}}
	}
	if e.EventName == "AssumeRoleWithSAML" {
		d.Principal = e.parameters().PrincipalArn
	}
	d.Operation = e.EventName
	if d.Action == "" {
		d.Action = actionOf(e.EventSource, e.EventName)
	}
	if d.Resource == "" {
		d.Resource = e.resource(d.Action)
	}
	if d.Form == "access-denied" || d.Form == "operation" {
		d.Form = "event"
	}
	if d.Form == "event" && e.VPCEndpointID != "" && strings.Contains(code, "vpce") {
		d.Form, d.Cause = "endpoint-implicit", Endpoint
	}
	return d
}

// parameters are what is read of a request: PrincipalArn is the provider of SAML.
type parameters struct {
	BucketName, Key, RoleArn, KeyID, ApplicationID, ClusterID, JobFlowID, PrincipalArn string
}

func (e *event) parameters() parameters {
	var p parameters
	if json.Unmarshal(e.RequestParameters, &p) != nil {
		return parameters{}
	}
	return p
}

// resource returns the ARN that an event is about, or "".
func (e *event) resource(action string) string {
	for _, r := range e.Resources {
		if r.ARN != "" {
			return r.ARN
		}
	}
	p := e.parameters()
	partition := "aws"
	if strings.HasPrefix(e.AWSRegion, "cn-") {
		partition = "aws-cn"
	}
	own := func(service, resource string) string {
		return "arn:" + partition + ":" + service + ":" + e.AWSRegion + ":" + e.RecipientAccountID + ":" + resource
	}
	switch {
	case p.BucketName != "" && p.Key != "" && action != "s3:ListBucket":
		return "arn:" + partition + ":s3:::" + p.BucketName + "/" + p.Key
	case p.BucketName != "":
		return "arn:" + partition + ":s3:::" + p.BucketName
	case strings.HasPrefix(action, "sts:") || strings.EqualFold(action, "iam:PassRole"):
		return p.RoleArn
	case strings.HasPrefix(p.KeyID, "arn:"):
		return p.KeyID
	case strings.HasPrefix(action, "glue:"):
		return own("glue", "catalog")
	case strings.HasPrefix(action, "emr-serverless:") && p.ApplicationID != "":
		return own("emr-serverless", "/applications/"+p.ApplicationID)
	case strings.HasPrefix(action, "elasticmapreduce:") && p.JobFlowID+p.ClusterID != "":
		return own("elasticmapreduce", "cluster/"+p.JobFlowID+p.ClusterID)
	}
	return ""
}
