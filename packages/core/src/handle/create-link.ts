import { checkOptions, optionRules, type OptionRules, PortsideError } from '@portside/errors'
import { startTimer } from '@portside/internal'
import { boundedCleanUps } from '../contract/bounded-clean-ups'
import type { ServiceShare } from '../contract/service-share'
import type { LaunchOutput } from '../contract/start-context'
import { outputBegin } from './test-begin'
import type { ServiceLink, WaitForOutputOptions } from '../contract/service-link'

const waitForOutputMs = 10_000

/** Makes the link to a service that runs in this process. */
export function createLink(
  name: string,
  source: Pick<ServiceShare, 'output' | 'crash'> & Partial<Pick<ServiceShare, 'steady' | 'call'>>,
  { endedAt, onClose }: Pick<ServiceLink, 'endedAt' | 'onClose'>,
): ServiceLink {
  const { output } = source
  return {
    name,
    output: async (options) => output?.text(outputBegin(options)) ?? '',
    waitForOutput: async (pattern, options) => {
      checkWait(options)
      if (output === undefined) throw noMatch({ name, pattern, reason: 'it writes nothing that can be read here' })
      return waitForMatch(name, output, pattern, options).catch((error: unknown) => {
        throw source.crash.aborted ? source.crash.reason : error
      })
    },
    crashSignal: () => source.crash,
    steady: async () => source.steady?.(),
    call: async (called, argument) => source.call?.(called, argument),
    endedAt,
    onClose: boundedCleanUps({ name, defer: onClose }),
  }
}

const waitRules: OptionRules<WaitForOutputOptions> = { timeoutMs: optionRules.durationMs }

/** Throws a `TypeError` when the time-out of a wait for output is invalid. */
export function checkWait(options: WaitForOutputOptions = {}): void {
  checkOptions('waitForOutput()', options, waitRules)
}

async function waitForMatch(
  name: string,
  output: LaunchOutput,
  pattern: RegExp,
  { timeoutMs = waitForOutputMs }: WaitForOutputOptions = {},
): Promise<readonly string[]> {
  const limit = new AbortController()
  // Unlike the timer of AbortSignal.timeout(), this one keeps the process alive, which a ready service does not.
  const stopTimer = startTimer(() => limit.abort(), timeoutMs)
  try {
    return [...(await output.waitFor(pattern, limit.signal))]
  } catch (cause) {
    const reason = limit.signal.aborted ? `not within ${timeoutMs} ms` : 'it ended first'
    throw noMatch({ name, pattern, reason, text: output.text(), cause })
  } finally {
    stopTimer()
  }
}

interface NoMatch {
  readonly name: string
  readonly pattern: RegExp
  readonly reason: string
  readonly text?: string
  readonly cause?: unknown
}

function noMatch({ name, pattern, reason, text, cause }: NoMatch): PortsideError {
  return new PortsideError({
    code: 'E_NOT_READY',
    service: name,
    summary: `did not write what was waited for: ${reason}`,
    evidence: [`pattern: ${String(pattern)}`],
    output: text,
    cause,
  })
}
