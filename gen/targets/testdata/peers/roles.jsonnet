// The roles of the workload roles=N, as a CloudFormation template: what somebody would write
// who had Jsonnet.
function(n) {
  local arn(service, rest) = { 'Fn::Sub': 'arn:${AWS::Partition}:' + service + ':' + rest },
  local trust(service) = {
    Version: '2012-10-17',
    Statement: [{
      Sid: 'AssumedByService',
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    }],
  },
  local allow(sid, actions, resource) = { Sid: sid, Effect: 'Allow', Action: actions, Resource: resource },
  local tagged(sid, actions, resource) = allow(sid, actions, resource) {
    Condition: { StringEquals: { 'aws:ResourceTag/for-use-with-amazon-emr-managed-policies': 'true' } },
  },
  local role(name, service, policies) = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      AssumeRolePolicyDocument: trust(service),
      Policies: [
        { PolicyName: policy, PolicyDocument: { Version: '2012-10-17', Statement: policies[policy] } }
        for policy in std.objectFields(policies)
      ],
    },
  },
  local studio(i) = role('studio-%d' % i, { 'Fn::Sub': 'elasticmapreduce.${AWS::URLSuffix}' }, {
    StudioService: [
      allow('AllowEMRReadOnlyActions', ['elasticmapreduce:ListInstances', 'elasticmapreduce:DescribeCluster', 'elasticmapreduce:ListSteps'], '*'),
      tagged('AllowEC2ENIActionsWithEMRTags', ['ec2:CreateNetworkInterfacePermission', 'ec2:DeleteNetworkInterface'], arn('ec2', '*:*:network-interface/*')),
      allow('AllowEC2ENIAttributeAction', 'ec2:ModifyNetworkInterfaceAttribute', [arn('ec2', '*:*:' + r + '/*') for r in ['instance', 'network-interface', 'security-group']]),
      tagged('AllowEC2SecurityGroupActionsWithEMRTags', ['ec2:' + a for a in ['AuthorizeSecurityGroupEgress', 'AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupEgress', 'RevokeSecurityGroupIngress', 'DeleteNetworkInterfacePermission']], '*'),
      tagged('AllowSecretsManagerReadOnlyActionsWithEMRTags', 'secretsmanager:GetSecretValue', arn('secretsmanager', '*:*:secret:*')),
      allow('AllowWorkspaceCollaboration', ['iam:GetUser', 'iam:GetRole', 'iam:ListUsers', 'iam:ListRoles'], '*'),
    ],
    WorkspaceFiles: [
      allow('ObjectActions', ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'], arn('s3', '::${Bucket}/*')),
      allow('BucketActions', ['s3:ListBucket', 's3:GetEncryptionConfiguration'], arn('s3', '::${Bucket}')),
    ],
  }),
  local job(i) = role('job-%d' % i, { 'Fn::Sub': 'emr-serverless.amazonaws.com' }, {
    Data: [
      allow('ReadInput', ['s3:GetObject', 's3:ListBucket'], [arn('s3', '::${Bucket}'), arn('s3', '::${Bucket}/*')]),
      allow('WriteOutput', ['s3:PutObject', 's3:DeleteObject', 's3:ListBucket'], [arn('s3', '::out-%d' % i), arn('s3', '::out-%d/*' % i)]),
      allow('Catalog', ['glue:' + a for a in ['GetDatabase', 'CreateDatabase', 'GetTable', 'GetTables', 'CreateTable', 'GetPartitions']], '*'),
    ],
  }),
  local own(i) = role('own-%d' % i, { 'Fn::Sub': 'elasticmapreduce.${AWS::URLSuffix}' }, {
    Data: [allow('Read', ['s3:GetObject', 's3:ListBucket'], arn('s3', '::${Bucket}/team-%d/*' % i))],
    PassRoles: [allow('PassStudio', 'iam:PassRole', arn('iam', ':${AWS::AccountId}:role/studio-%d' % (i - 2)))],
  }),
  AWSTemplateFormatVersion: '2010-09-09',
  Parameters: { Bucket: { Type: 'String' } },
  Resources: { ['Role%d' % i]: [studio, job, own][i % 3](i) for i in std.range(0, n - 1) },
}
