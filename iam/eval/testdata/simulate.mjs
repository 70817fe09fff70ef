// Reads requests, one JSON value a line, and answers each with a line: what
// @cloud-copilot/iam-simulate, found from the folder in argv[2], makes of it.
// Lines with "name" define a document that later lines refer to.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import path from 'node:path'

const require = createRequire(path.join(process.argv[2], 'x.js'))
const { runSimulation, runUnsafeSimulation } = require('@cloud-copilot/iam-simulate')
const documents = {}
const named = names => names?.map(name => ({ name, policy: documents[name] }))

for await (const line of createInterface({ input: process.stdin })) {
  const r = JSON.parse(line)
  if (r.name) {
    documents[r.name] = r.document
    continue
  }
  let result
  try {
    const simulation = {
      identityPolicies: named(r.identity ?? []),
      permissionBoundaryPolicies: named(r.boundary),
      resourcePolicy: documents[r.resourcePolicy],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      request: {
        principal: r.principal,
        action: r.action,
        resource: { resource: r.resource, accountId: r.account },
        contextVariables: r.context,
      },
    }
    // Only the one that verifies its input takes policies of resources.
    if (simulation.resourcePolicy) {
      const out = await runSimulation(simulation, {})
      result = out.overallResult ?? 'error: ' + JSON.stringify(out.errors)
    } else {
      result = runUnsafeSimulation(simulation, {})
    }
  } catch (e) {
    result = 'error: ' + e.message
  }
  console.log(JSON.stringify(result))
}
