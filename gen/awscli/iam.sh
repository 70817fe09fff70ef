# Functions of the scripts beside this file, which create, update and remove roles and
# policies with "aws iam", and map session policies to Studios with "aws emr". What is as the spec says stays as it is.

# lists of names have no spaces between them: IAM's names and ARNs have none, and the
# AWS CLI puts tabs between values.
set -f
TAB=$(printf '\t')
SEP="$TAB
"

# found TEXT COMMAND reports whether a command finds something; if not, it prints a text.
# Any other trouble ends the script.
found() {
  none=$1
  shift
  if said=$(aws "$@" 2>&1 >/dev/null); then return 0; fi
  case $said in *"$none"*) return 1 ;; esac
  printf '%s\n' "$said" >&2
  exit 1
}

# have reports whether something exists in IAM.
have() {
  found NoSuchEntity iam "$@"
}

# list prints values that a query finds, with tabs between them, or nothing.
list() {
  listed=$(aws iam "$@" --output text) || exit 1
  [ "$listed" = None ] || printf '%s' "$listed"
}

# among reports whether a word is one of others.
among() {
  word=$1
  shift
  for other in "$@"; do
    if [ "$word" = "$other" ]; then return 0; fi
  done
  return 1
}

# policy ARN INPUT DOCUMENT creates a customer managed policy, or gives it a new version
# if its document differs. IAM keeps five versions.
policy() {
  if ! have get-policy --policy-arn="$1"; then
    aws iam create-policy --cli-input-json "$2" --policy-document "$3" >/dev/null
    return
  fi
  version=$(list get-policy --policy-arn="$1" --query Policy.DefaultVersionId)
  is=$(aws iam get-policy-version --policy-arn="$1" --version-id="$version" --query PolicyVersion.Document --output json)
  if [ "$is" = "$3" ]; then return; fi
  oldest=$(list list-policy-versions --policy-arn="$1" --query 'reverse(sort_by(Versions, &CreateDate))[?!IsDefaultVersion].VersionId | [3]')
  if [ -n "$oldest" ]; then aws iam delete-policy-version --policy-arn="$1" --version-id="$oldest"; fi
  aws iam create-policy-version --policy-arn="$1" --policy-document "$3" --set-as-default >/dev/null
}

# role NAME CREATE UPDATE TRUST BOUNDARY creates a role, or gives it what is said.
role() {
  if ! have get-role --role-name="$1"; then
    aws iam create-role --cli-input-json "$2" --assume-role-policy-document "$4" >/dev/null
    aws iam wait role-exists --role-name="$1"
    return
  fi
  aws iam update-role --cli-input-json "$3" >/dev/null
  aws iam update-assume-role-policy --role-name="$1" --policy-document "$4"
  if [ -n "$5" ]; then
    aws iam put-role-permissions-boundary --role-name="$1" --permissions-boundary="$5"
  elif [ -n "$(list get-role --role-name="$1" --query Role.PermissionsBoundary.PermissionsBoundaryArn)" ]; then
    aws iam delete-role-permissions-boundary --role-name="$1"
  fi
}

# tags KIND OPTION NAME INPUT KEY... sets the tags of a role, a policy or an instance
# profile, and removes all others.
tags() {
  kind=$1 option=--$2=$3 input=$4
  shift 4
  if [ $# -gt 0 ]; then aws iam "tag-$kind" --cli-input-json "$input"; fi
  IFS=$SEP
  for key in $(list "get-$kind" "$option" --query 'values(@)[0].Tags[].Key'); do
    among "$key" "$@" || aws iam "untag-$kind" "$option" --tag-keys "$key"
  done
  unset IFS
}

# inline ROLE NAME DOCUMENT ... gives a role its inline policies, and takes all others.
inline() {
  role=$1 names=
  shift
  while [ $# -gt 0 ]; do
    aws iam put-role-policy --role-name="$role" --policy-name="$1" --policy-document "$2"
    names=$names$TAB$1
    shift 2
  done
  IFS=$SEP
  for name in $(list list-role-policies --role-name="$role" --query 'PolicyNames[]'); do
    among "$name" $names || aws iam delete-role-policy --role-name="$role" --policy-name="$name"
  done
  unset IFS
}

# attached ROLE ARN... attaches managed policies to a role, and detaches all others.
attached() {
  role=$1
  shift
  for arn in "$@"; do aws iam attach-role-policy --role-name="$role" --policy-arn="$arn"; done
  IFS=$SEP
  for arn in $(list list-attached-role-policies --role-name="$role" --query 'AttachedPolicies[].PolicyArn'); do
    among "$arn" "$@" || aws iam detach-role-policy --role-name="$role" --policy-arn="$arn"
  done
  unset IFS
}

# attach KIND NAME ARN attaches a managed policy to a group, a user or a role that is not
# of the spec.
attach() {
  aws iam "attach-$1-policy" --"$1"-name="$2" --policy-arn="$3"
}

# detach KIND NAME ARN detaches it again.
detach() {
  IFS=$SEP
  for arn in $(list "list-attached-$1-policies" --"$1"-name="$2" --query 'AttachedPolicies[].PolicyArn'); do
    if [ "$arn" = "$3" ]; then aws iam "detach-$1-policy" --"$1"-name="$2" --policy-arn="$3"; fi
  done
  unset IFS
}

# session STUDIO TYPE NAME ARN maps a group or user to a Studio, or gives it another
# session policy.
session() {
  if found 'does not exist' emr get-studio-session-mapping --studio-id="$1" --identity-type="$2" --identity-name="$3"; then
    aws emr update-studio-session-mapping --studio-id="$1" --identity-type="$2" --identity-name="$3" --session-policy-arn="$4"
  else
    aws emr create-studio-session-mapping --studio-id="$1" --identity-type="$2" --identity-name="$3" --session-policy-arn="$4"
  fi
}

# remove_session STUDIO TYPE NAME removes the mapping.
remove_session() {
  if found 'does not exist' emr get-studio-session-mapping --studio-id="$1" --identity-type="$2" --identity-name="$3"; then
    aws emr delete-studio-session-mapping --studio-id="$1" --identity-type="$2" --identity-name="$3"
  fi
}

# profile ROLE NAME INPUT creates the instance profile of a role.
profile() {
  in=
  if have get-instance-profile --instance-profile-name="$2"; then
    in=$(list get-instance-profile --instance-profile-name="$2" --query 'InstanceProfile.Roles[0].RoleName')
  else
    aws iam create-instance-profile --cli-input-json "$3" >/dev/null
  fi
  if [ "$in" = "$1" ]; then return; fi
  if [ -n "$in" ]; then aws iam remove-role-from-instance-profile --instance-profile-name="$2" --role-name="$in"; fi
  aws iam add-role-to-instance-profile --instance-profile-name="$2" --role-name="$1"
}

# remove_role NAME removes a role with all that hangs on it.
remove_role() {
  if ! have get-role --role-name="$1"; then return; fi
  IFS=$SEP
  for profile in $(list list-instance-profiles-for-role --role-name="$1" --query 'InstanceProfiles[].InstanceProfileName'); do
    aws iam remove-role-from-instance-profile --instance-profile-name="$profile" --role-name="$1"
  done
  unset IFS
  inline "$1"
  attached "$1"
  aws iam delete-role --role-name="$1"
}

# remove_profile NAME removes an instance profile.
remove_profile() {
  if have get-instance-profile --instance-profile-name="$1"; then aws iam delete-instance-profile --instance-profile-name="$1"; fi
}

# remove_policy ARN removes a customer managed policy with all its versions. IAM refuses
# if something else has it.
remove_policy() {
  if ! have get-policy --policy-arn="$1"; then return; fi
  IFS=$SEP
  for version in $(list list-policy-versions --policy-arn="$1" --query 'Versions[?!IsDefaultVersion].VersionId'); do
    aws iam delete-policy-version --policy-arn="$1" --version-id="$version"
  done
  unset IFS
  aws iam delete-policy --policy-arn="$1"
}
