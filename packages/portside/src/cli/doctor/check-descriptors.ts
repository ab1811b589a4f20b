import { type CheckResult, type CheckState, readText } from './check'

const name = 'descriptors'

/**
 * Checks how many files and sockets a process may have open. Node.js raises its soft limit to the hard one when it starts, and services inherit that,
 * so they have the limit of this process.
 */
export async function checkDescriptors(): Promise<CheckResult | undefined> {
  const limits = await readText('/proc/self/limits')
  return limits === undefined ? undefined : judgeLimits(limits)
}

/** Judges the text of /proc/self/limits (proc(5)): under 1024 warns, under 256 fails. */
export function judgeLimits(limits: string): CheckResult | undefined {
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1]
  if (soft === undefined) return undefined
  const state = stateOf(soft === 'unlimited' ? Infinity : Number(soft))
  const result = { name, state, fact: `${soft} for each process` }
  return state === 'ok' ? result : { ...result, fix: 'ulimit -n 4096, or a higher LimitNOFILE or --ulimit nofile' }
}

function stateOf(limit: number): CheckState {
  if (limit < 256) return 'fail'
  return limit < 1024 ? 'warn' : 'ok'
}
