// Package quota has the rules about the quotas of IAM and CloudFormation.
package quota
