import { ledgerDirectory } from '@portside/core/adapter'
import { readLedger } from '@portside/process'
import type { CheckResult } from './check'

const name = 'leftovers'

/** Whether dead runs of this user are written down that may have left something. */
export async function checkLeftovers(): Promise<CheckResult> {
  const stale = readLedger(ledgerDirectory()).filter(({ state }) => state === 'stale')
  if (stale.length === 0) return { name, state: 'ok', fact: 'no dead run has left anything' }
  const services = stale.flatMap((run) => run.services.map(({ service }) => service))
  const fact = `dead runs: ${stale.length}, with services: ${services.join(', ') || 'none'}`
  return { name, state: 'warn', fact, fix: 'portside stop --stale' }
}
