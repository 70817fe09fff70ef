package iam

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Parse parses a document. It accepts a single value where IAM accepts one in place of a
// list, and numbers and booleans as values of conditions. An unknown or repeated key is an
// error.
func Parse(src []byte) (*Document, error) {
	p := parser{json.NewDecoder(bytes.NewReader(src))}
	p.dec.UseNumber()
	doc, err := p.document()
	if err != nil {
		return nil, fmt.Errorf("policy document: %w", err)
	}
	if _, err := p.dec.Token(); err != io.EOF {
		return nil, errors.New("policy document: text after its end")
	}
	return doc, nil
}

// parser reads tokens, because decoding into maps would lose the order of keys.
type parser struct{ dec *json.Decoder }

func (p parser) document() (*Document, error) {
	doc := &Document{}
	hasStatement := false
	err := p.object("the document", func(key string) (err error) {
		switch key {
		case "Version":
			doc.Version, err = p.text(key)
		case "Id":
			doc.ID, err = p.text(key)
		case "Statement":
			hasStatement = true
			doc.Statements, err = p.statements()
		default:
			err = fmt.Errorf("unknown key %q", key)
		}
		return err
	})
	if err == nil && !hasStatement {
		err = errors.New("it has no Statement")
	}
	return doc, err
}

func (p parser) statements() ([]Statement, error) {
	out := []Statement{}
	err := p.oneOrMany("Statement", func(open json.Token) error {
		st, err := p.statement(open)
		if err != nil {
			return fmt.Errorf("statement %d: %w", len(out)+1, err)
		}
		out = append(out, st)
		return nil
	})
	return out, err
}

func (p parser) statement(open json.Token) (Statement, error) {
	var st Statement
	err := p.objectAfter(open, "it", func(key string) error { return p.element(&st, key) })
	return st, err
}

func (p parser) element(st *Statement, key string) (err error) {
	switch key {
	case "Sid":
		st.Sid, err = p.text(key)
	case "Effect":
		st.Effect, err = p.text(key)
	case "Principal", "NotPrincipal":
		if st.Principals != nil {
			return errors.New("both Principal and NotPrincipal")
		}
		st.NotPrincipals = key == "NotPrincipal"
		st.Principals, err = p.principals(key)
	case "Action", "NotAction":
		if st.Actions != nil {
			return errors.New("both Action and NotAction")
		}
		st.NotActions = key == "NotAction"
		st.Actions, err = p.texts(key)
	case "Resource", "NotResource":
		if st.Resources != nil {
			return errors.New("both Resource and NotResource")
		}
		st.NotResources = key == "NotResource"
		st.Resources, err = p.texts(key)
	case "Condition":
		st.Conditions, st.EmptyCondition, err = p.conditions()
	default:
		err = fmt.Errorf("unknown key %q", key)
	}
	return err
}

func (p parser) principals(key string) ([]Principal, error) {
	tok, err := p.token()
	if err != nil {
		return nil, err
	}
	if tok == "*" {
		return []Principal{{Type: "*"}}, nil
	}
	out := []Principal{}
	err = p.objectAfter(tok, key, func(typ string) error {
		values, err := p.texts(key + " " + typ)
		out = append(out, Principal{typ, values})
		return err
	})
	return out, err
}

// conditions reads a Condition, and reports whether it or an operator names no key.
func (p parser) conditions() (out []Condition, empty bool, err error) {
	operators := 0
	err = p.object("Condition", func(op string) error {
		operators++
		before := len(out)
		err := p.object(op, func(key string) error {
			values, err := p.scalars(key)
			out = append(out, Condition{op, key, values})
			return err
		})
		empty = empty || len(out) == before
		return err
	})
	return out, empty || operators == 0, err
}

// text reads one string.
func (p parser) text(what string) (string, error) {
	tok, err := p.token()
	if err != nil {
		return "", err
	}
	s, ok := tok.(string)
	if !ok {
		return "", fmt.Errorf("%s is not a string", what)
	}
	return s, nil
}

// texts reads a string or a list of strings.
func (p parser) texts(what string) ([]string, error) {
	out := []string{}
	err := p.oneOrMany(what, func(tok json.Token) error {
		s, ok := tok.(string)
		if !ok {
			return fmt.Errorf("%s is not a string or a list of strings", what)
		}
		out = append(out, s)
		return nil
	})
	return out, err
}

// scalars reads strings, numbers and booleans, or a list of those.
func (p parser) scalars(what string) ([]string, error) {
	out := []string{}
	err := p.oneOrMany(what, func(tok json.Token) error {
		switch tok := tok.(type) {
		case string:
			out = append(out, tok)
		case bool, json.Number:
			out = append(out, fmt.Sprint(tok))
		default:
			return fmt.Errorf("%s is not a text or a list of texts", what)
		}
		return nil
	})
	return out, err
}

// oneOrMany calls f with the first token of a value, or of each value of a
// list.
func (p parser) oneOrMany(what string, f func(json.Token) error) error {
	tok, err := p.token()
	if err != nil {
		return err
	}
	if tok != json.Delim('[') {
		return f(tok)
	}
	for {
		tok, err := p.token()
		if err != nil {
			return err
		}
		switch tok {
		case json.Delim(']'):
			return nil
		case json.Delim('['):
			return fmt.Errorf("%s has a list in a list", what)
		}
		if err := f(tok); err != nil {
			return err
		}
	}
}

// object calls f for each key of an object.
func (p parser) object(what string, f func(key string) error) error {
	tok, err := p.token()
	if err != nil {
		return err
	}
	return p.objectAfter(tok, what, f)
}

// objectAfter is object after its first token has been read.
func (p parser) objectAfter(open json.Token, what string, f func(key string) error) error {
	if open != json.Delim('{') {
		return fmt.Errorf("%s is not an object", what)
	}
	seen := map[string]bool{}
	for {
		tok, err := p.token()
		if err != nil {
			return err
		}
		key, ok := tok.(string)
		if !ok {
			return nil // the decoder accepts only "}" here
		}
		if seen[key] {
			return fmt.Errorf("%s has the key %q twice", what, key)
		}
		seen[key] = true
		if err := f(key); err != nil {
			return err
		}
	}
}

func (p parser) token() (json.Token, error) {
	tok, err := p.dec.Token()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return tok, err
}
