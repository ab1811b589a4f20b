import { countRecentPorts, type PortUse } from '@portside/ports'
import type { CheckResult } from './check'

const name = 'recent ports'

/**
 * Checks how many ports were used recently: a browser keeps cookies, caches and service workers by origin, so the next service on such a port would
 * get those of the last one.
 */
export async function checkRecentPorts(): Promise<CheckResult> {
  return judgePortUse(countRecentPorts())
}

/** Judges the recorded uses of ports: a time in the future warns, since the clock was set back. */
export function judgePortUse({ recent, ahead }: PortUse): CheckResult {
  const fact = `${recent} in use within the last ten minutes; others are taken while there are some`
  if (ahead === 0) return { name, state: 'ok', fact }
  return {
    name,
    state: 'warn',
    fact: `the clock was set back: ${ahead} ports are said to be in use at a time that has not come yet`,
    fix: 'Use a fresh profile of the browser: the caches of these ports may still be alive',
  }
}
