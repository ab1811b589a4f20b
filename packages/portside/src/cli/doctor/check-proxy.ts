import { proxySettings } from '@portside/core/main'
import type { CheckContext, CheckResult } from './check'

const name = 'proxy'

/** Checks whether a proxy in the environment would receive the requests to services. The values may have passwords, so only names are printed. */
export async function checkProxy({ environment }: CheckContext): Promise<CheckResult> {
  const { variables, exceptions, caught } = proxySettings(environment)
  if (variables.length === 0) return { name, state: 'ok', fact: 'no variable names one' }
  const set = variables.join(', ')
  if (caught.length === 0) return { name, state: 'ok', fact: `${set} set, and not for loopback` }
  const fact = `${set} set, and NO_PROXY leaves out ${caught.join(' and ')}`
  return { name, state: 'warn', fact, fix: exportLine([...exceptions, ...caught]) }
}

function exportLine(entries: readonly string[]): string {
  const value = `"${entries.join(',')}"`
  return `export NO_PROXY=${value} no_proxy=${value}`
}
