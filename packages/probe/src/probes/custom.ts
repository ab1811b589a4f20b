import type { Probe, ReadyFunction } from '../probe'
import { invalidArgument } from '@portside/errors'

/**
 * Ready when `check` returns anything but `false` and throws nothing. It is called repeatedly, one call at a time; the signal of a call that takes
 * too long is aborted, and the call counts as no answer.
 * @throws TypeError when `check` is no function.
 */
export function custom(check: ReadyFunction): Probe {
  if (typeof check !== 'function') throw invalidArgument('check', 'a function', check)
  const description = check.name === '' ? 'its check succeeds' : `${check.name}() succeeds`
  return {
    description,
    wait: async (target, run) => {
      const { callCheck, poll, requestRhythm } = await import('../waiting')
      await poll(description, requestRhythm, run, ({ limitMs }) => callCheck(check, target, run, limitMs))
    },
  }
}
