import { ledgerDirectory } from '@portside/core/main'
import { type DistrustedFile, inspectLedger, type ListedRun } from '@portside/process'
import type { CheckResult } from './check'

const name = 'leftovers'

/** Checks whether the ledger has dead runs of this user that may have left something, or files that are not trusted. */
export async function checkLeftovers(): Promise<CheckResult> {
  const { runs, distrusted } = inspectLedger(ledgerDirectory())
  return judgeLedger(runs, distrusted)
}

/** Judges the ledger: dead runs warn, and so do files that are ignored because they are not trusted. */
function judgeLedger(runs: readonly ListedRun[], distrusted: readonly DistrustedFile[]): CheckResult {
  const stale = runs.filter(({ state }) => state === 'stale')
  const foreign = runs.filter(({ state }) => state === 'foreign')
  const facts = [
    ...(stale.length === 0 ? [] : [`dead runs: ${stale.length}, with services: ${servicesOf(stale)}`]),
    ...(foreign.length === 0 ? [] : [`runs of another machine or PID namespace: ${filesOf(foreign)}`]),
    ...distrusted.map(({ file, fault }) => `not trusted, and nothing done about it: ${file} (${fault})`),
  ]
  const fixes = [
    ...(stale.length === 0 ? [] : ['npx portside stop --stale']),
    ...(distrusted.length === 0 ? [] : [fixOf(distrusted)]),
  ]
  const fact = facts.join('; ') || 'no dead run has left anything'
  return fixes.length === 0 ? { name, state: 'ok', fact } : { name, state: 'warn', fact, fix: fixes.join('; ') }
}

function servicesOf(runs: readonly ListedRun[]): string {
  const names = runs.flatMap(({ services }) => services.map(({ service }) => service)).join(', ') || 'none'
  return `${names} (${filesOf(runs)})`
}

function filesOf(runs: readonly ListedRun[]): string {
  return runs.map(({ file }) => file).join(', ')
}

function fixOf(distrusted: readonly DistrustedFile[]): string {
  const isFolder = distrusted.some(({ file }) => file === ledgerDirectory())
  return isFolder
    ? `chmod 700 ${ledgerDirectory()}, or remove it if it is not yours`
    : 'End what is left of their runs by hand, then delete these files'
}
