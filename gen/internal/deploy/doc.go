// Package deploy says what the model promises of one deployment: what is in the
// account afterwards. Who reads artefacts back says what they create in the same
// terms. It also makes the few choices of parameters with which tests run programs
// that can only be run; spec/deploy has the space of all.
package deploy
