// Package scaffold makes the spec that a repo begins with: the part of the
// built-in spec that its author chooses, in the words and with the comments of
// that, under names of their own. The syntax tree says where each piece of the text is,
// and the edges of the model which roles and policies need which others.
package scaffold
