import { setTimeout as wait } from 'node:timers/promises'
import type { Check, CheckContext, CheckResult } from './check'
import { checks } from './checks'

const limitMs = 1600

/** Runs every check at once, none for longer than 1.6 seconds; leaves out checks that cannot be made here. */
export async function runChecks(context: CheckContext): Promise<readonly CheckResult[]> {
  const results = await Promise.all(checks.map(([name, check]) => runLimited(name, check, context)))
  return results.filter((result) => result !== undefined)
}

async function runLimited(name: string, check: Check, context: CheckContext): Promise<CheckResult | undefined> {
  const over = new AbortController()
  const late = { name, state: 'warn', fact: `could not be found out within ${limitMs} ms` } as const
  try {
    return await Promise.race([check(context), wait(limitMs, late, { signal: over.signal })])
  } catch (error) {
    return { name, state: 'warn', fact: `could not be found out: ${String(error)}` }
  } finally {
    over.abort()
  }
}
