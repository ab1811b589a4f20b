import type { PortsideError } from '@portside/errors'
import { describeOwner, findPortOwner } from '@portside/ports'

/** How waiting for one resource ended. */
export interface WaitResult {
  readonly resource: string
  /** Whether it is as it was wanted: there, or gone. */
  readonly isDone: boolean
  readonly elapsedMs: number
  /** Why it is not: a code, what happened, what was seen and what to do; absent when it is. */
  readonly failure?: WaitFailure
}

/** Why a resource is not as it was wanted. */
export type WaitFailure = Pick<PortsideError, 'code' | 'summary' | 'evidence' | 'hints'>

/** Prints how it ended: lines on standard error, or JSON on standard output. */
export function reportWaits(results: readonly WaitResult[], isReverse: boolean, isJson: boolean): void {
  if (!isJson) return results.forEach((result) => void process.stderr.write(describe(result, isReverse)))
  const resources = results.map(({ isDone, ...rest }) => ({ ...rest, [isReverse ? 'isGone' : 'isReady']: isDone }))
  process.stdout.write(`${JSON.stringify({ resources })}\n`)
}

/** Who has a port of this machine; nothing for that of another one, which is not seen from here. */
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
