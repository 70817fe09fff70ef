print('''version: 1
name: t
roles:
  Job:
    kind: serverless
    roleName: job
    trust: {service: emr-serverless}
    policies:
      Data:''')
for i in range(300): print('        - {Sid: A%d, Effect: Allow, Action: "s3:GetObjekt", Resource: "*"}'%i)
