import type { CheckContext, CheckResult } from './check'

const name = 'node'

/** Checks whether portside supports this Node.js: 20.19 and later. */
export async function checkNode({ nodeVersion }: CheckContext): Promise<CheckResult> {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  const isSupported = major > 20 || (major === 20 && minor >= 19)
  if (isSupported) return { name, state: 'ok', fact: nodeVersion }
  return { name, state: 'fail', fact: `${nodeVersion} is too old`, fix: 'Install Node.js 20.19 or later' }
}
