// Package services has the rules that compare documents with the facts about
// AWS services: actions, resources, condition keys and principals, and the
// policies of keys and buckets.
package services
