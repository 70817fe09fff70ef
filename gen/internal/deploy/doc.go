// Package deploy says what the model promises of a deployment: which choices of
// parameters there are for a stack, and what is in the account afterwards. Who
// reads artefacts back says what they create in the same terms.
package deploy
