import type { PortsideError } from '@portside/errors'
import { describeOwner, findPortOwner } from '@portside/ports'

/** The result of waiting for one resource. */
export interface WaitResult {
  readonly resource: string
  /** True if it is as wanted: available, or gone. */
  readonly isDone: boolean
  readonly elapsedMs: number
  /** The failure: a code, a summary, the evidence and the hints; absent when it is as wanted. */
  readonly failure?: WaitFailure
}

/** The reason why a resource is not as wanted. */
export type WaitFailure = Pick<PortsideError, 'code' | 'summary' | 'evidence' | 'hints'>

/** Prints the results: lines on standard error, or JSON on standard output. */
export function reportWaits(results: readonly WaitResult[], isReverse: boolean, isJson: boolean): void {
  if (!isJson) return results.forEach((result) => void process.stderr.write(describe(result, isReverse)))
  const resources = results.map(({ isDone, ...rest }) => ({ ...rest, [isReverse ? 'isGone' : 'isReady']: isDone }))
  process.stdout.write(`${JSON.stringify({ resources })}\n`)
}

/** Describes the owner of a port of this machine; empty for a port of another machine, whose owner cannot be seen from here. */
export async function ownerOf(host: string, port: number | undefined): Promise<readonly string[]> {
  if (port === undefined || !/^127\.\d+\.\d+\.\d+$|^::1$/.test(host)) return []
  const owner = await findPortOwner(port)
  return [owner === undefined ? `nobody is seen to have port ${port}` : `port ${port}: ${describeOwner(owner)}`]
}

function describe({ resource, isDone, elapsedMs, failure }: WaitResult, isReverse: boolean): string {
  if (isDone) return `portside ${resource} is ${isReverse ? 'gone' : 'ready'} (${elapsedMs} ms)\n`
  if (failure === undefined) return `portside ${resource} was not ready within ${elapsedMs} ms\n`
  const { code, summary, evidence, hints } = failure
  const lines = [...evidence, ...hints.map((hint) => `→ ${hint}`)].map((line) => `  ${line}\n`)
  return `portside ${resource} ${summary} (${code})\n${lines.join('')}`
}
