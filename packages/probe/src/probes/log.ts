import { types } from 'node:util'
import { invalidArgument } from '@portside/errors'
import type { Probe } from '../probe'

/**
 * Ready when the target's output matches `pattern`.
 * @throws TypeError when `pattern` is no regular expression.
 */
export function log(pattern: RegExp): Probe {
  if (!types.isRegExp(pattern)) throw invalidArgument('pattern', 'a regular expression', pattern)
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
  const description = `its output matches ${String(pattern)}`
  return {
    description,
    wait: async (target, run) => {
      if (target.output === undefined) {
        throw invalidArgument('ready', `a probe that needs no output (${target.service} has none)`, pattern)
      }
      run.note({ probe: description, outcome: 'pending', detail: 'no output matches so far' })
      await target.output.waitFor(stateless, run.signal)
    },
  }
}
