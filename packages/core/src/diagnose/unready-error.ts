import { PortsideError, type PortsideErrorCode } from '@portside/errors'
import type { ProbeAttempt } from '@portside/probe'
import { addressText } from '@portside/internal'
import { answerLines } from './answer-lines'
import type { Evidence } from './evidence'

/** The result of a rule. */
export interface Finding {
  readonly code: PortsideErrorCode
  /** The failure, without the service's name. */
  readonly summary: string
  /** The facts that show it, one a line, before the attempts of the probes. @default [] */
  readonly facts?: readonly string[]
  /** Instructions that fix it. */
  readonly hints: readonly string[]
}

/** Makes the error of a service that is alive but not ready: the finding, the last attempt of each probe, the last output. */
export function unreadyError(evidence: Evidence, { code, summary, facts = [], hints }: Finding): PortsideError {
  const { service, output, remarks } = evidence
  return new PortsideError({
    code,
    service,
    summary,
    evidence: [
      ...facts,
      ...shownAttempts(evidence).flatMap((attempt) => [shown(attempt)].concat(answerLines(attempt))),
    ],
    output,
    hints: [...hints, ...remarks],
  })
}

/** How long the wait took, for the end of a summary. */
export function within({ elapsedMs }: Evidence): string {
  return `within ${Math.round(elapsedMs)} ms`
}

/** Leaves out other addresses than the service's own that refuse, too: nobody has asked for them. */
function shownAttempts({ attempts, host, port }: Evidence): readonly ProbeAttempt[] {
  const own = addressText(host, port)
  const others = attempts.filter(({ address = own, outcome }) => address === own || outcome !== 'refused')
  return others.length > 0 ? others : attempts
}

function shown({ probe, address, detail }: ProbeAttempt): string {
  const at = address === undefined ? '' : ` at ${address}`
  return `Waited until ${probe}${detail === '' ? '' : `; last try${at}: ${detail}`}`
}
