import { types } from 'node:util'
import { invalidArgument } from '@portside/errors'
import { linePattern } from '@portside/internal'
import type { Probe } from '../probe'

/**
 * Ready when a line of the target's output matches `pattern`; one with the flag `m` or a line break is tried on the whole output.
 * @throws TypeError when `pattern` is no regular expression.
 */
export function log(pattern: RegExp): Probe {
  if (!types.isRegExp(pattern)) throw invalidArgument('pattern', 'a regular expression', pattern)
  const stateless = linePattern(pattern)
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
