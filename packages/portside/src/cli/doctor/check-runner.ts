import { findRunner, isSupported, type RunnerName, supportedRunners } from '@portside/core/main'
import type { CheckContext, CheckResult } from './check'

/** Checks which version of a test runner this folder has, and whether it is supported. */
export async function checkRunner({ folder }: CheckContext, name: RunnerName): Promise<CheckResult | undefined> {
  const runner = findRunner(name, folder)
  if (runner === undefined) return undefined
  const { version } = runner
  if (isSupported(name, version)) return { name, state: 'ok', fact: version }
  const { versions, install } = supportedRunners[name]
  return {
    name,
    state: 'warn',
    fact: `${version}: only ${versions} are supported`,
    fix: `npm install --save-dev ${install}`,
  }
}
