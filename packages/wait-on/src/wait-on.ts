import { PortsideError } from '@portside/errors'
import type { WaitOnInput, WaitOnOptions } from 'wait-on'
import { diagnoseResource } from './diagnose-resource'
import { maskPassword } from './mask-password'

export type { WaitOnInput, WaitOnOptions } from 'wait-on'

const timedOut = 'Timed out waiting for: '

/** Waits as {@link waitOn} does, and calls `callback` once, with an error or without. */
export function waitOn(options: WaitOnInput, callback: (error?: Error) => void): void
/**
 * Waits until all resources are available (with `reverse`, until none is), with wait-on and all of its options. When the time is over, each remaining
 * resource is checked once more, and the error shows the results.
 *
 * @example
 * await waitOn({ resources: ['tcp:127.0.0.1:5432', 'http-get://127.0.0.1:4000/health'], timeout: 30_000 })
 * @throws PortsideError `E_NOT_READY` when the time is over; for wrong options the error of wait-on.
 * @see https://github.com/jeffbski/wait-on#readme
 */
export function waitOn(options: WaitOnInput): Promise<void>
export function waitOn(options: WaitOnInput, callback?: (error?: Error) => void): Promise<void> | void {
  const end = wait(options)
  if (callback === undefined) return end
  void callBack(end, callback)
}

async function callBack(end: Promise<void>, callback: (error?: Error) => void): Promise<void> {
  try {
    await end
  } catch (error) {
    return callback(error as Error)
  }
  callback()
}

async function wait(options: WaitOnInput): Promise<void> {
  const { default: original } = await import('wait-on')
  try {
    await original(options)
  } catch (error) {
    const { message } = error as Error
    if (!message.startsWith(timedOut)) throw error
    throw await timeoutError(
      typeof options === 'object' && !Array.isArray(options) ? options : toOptions(options),
      error,
    )
  }
}

function toOptions(resources: string | readonly string[]): WaitOnOptions {
  return { resources: [resources].flat() }
}

/** Begins with wait-on's own sentence, which scripts may look for. */
async function timeoutError(options: WaitOnOptions, cause: unknown): Promise<PortsideError> {
  const { message } = cause as Error
  const names = `, ${message.slice(timedOut.length)}, `
  const left = options.resources.filter((name) => names.includes(`, ${name}, `))
  const evidence = await Promise.all(
    left.map(async (name) => `${maskPassword(name)}: ${await diagnoseResource(name, options)}`),
  )
  return new PortsideError({
    code: 'E_NOT_READY',
    summary: timedOut + left.map(maskPassword).join(', '),
    evidence,
    hints: [`If it takes longer than ${options.timeout} ms, raise \`timeout\`.`],
    cause: left.some((name) => maskPassword(name) !== name) ? undefined : cause,
  })
}
