import { PortsideError } from '@portside/errors'
import { portInUseError } from '@portside/ports'
import { type BindConflict, type Evidence, hasMovedOn, isGiven, isRefused } from '../evidence'
import { ownNumber } from '../own-number'

/** `E_PORT_IN_USE`: the service reports that it could not bind its port, and has exited or answers nowhere. */
export function portInUse(evidence: Evidence): PortsideError | undefined {
  const { service, conflict, port = 0, status, output } = evidence
  if (conflict === undefined || (status === undefined && !isRefused(evidence))) return undefined
  if (hasMovedOn(evidence, conflict.port)) return undefined
  // The caller may have to give the service another port.
  const { owner } = conflict
  if (conflict.isOwnHold) return withPort(ownHoldError(evidence, conflict), conflict.port ?? port, owner)
  return portInUseError({ service, owner, output, ...wanted(evidence, conflict.port ?? port, conflict) })
}

function wanted(
  evidence: Evidence,
  port: number,
  { owner }: BindConflict,
): { port: number; evidence?: readonly string[]; hints?: readonly string[] } {
  if (evidence.port === undefined || isGiven(evidence, port)) return { port }
  const own = ownNumber(evidence, port)
  const isProcess = owner?.state === 'listen' && owner.pid !== undefined
  const stop = `Or stop that process (\`npx portside kill ${port}\`), and give the service the port that it wants: \`port: ${port}\`.`
  return { ...own, port, hints: isProcess ? [...own.hints, stop] : own.hints }
}

/** Nobody has the port that the service was given: it asks for another one, or for the same one twice. */
function ownHoldError({ service, output, port }: Evidence, conflict: BindConflict): PortsideError {
  return new PortsideError({
    code: 'E_PORT_IN_USE',
    service,
    output,
    ...(conflict.port === undefined
      ? {
          summary: 'a port that it asks for is in use',
          evidence: [
            `It was given port ${port}, which is free for it: it asks for another one, which its output does not name.`,
          ],
          hints: ['Have it read PORT, or put {port} into its command line.'],
        }
      : {
          summary: `Port ${conflict.port} on 127.0.0.1 is in use`,
          evidence: ['It was given this port, and no other process has it: the service itself has had it.'],
          hints: ['Does it listen twice, or start its server twice? Each port is for one listener.'],
        }),
  })
}

function withPort(error: PortsideError, port: number, owner: BindConflict['owner']): PortsideError {
  return Object.defineProperties(error, { port: { value: port }, owner: { value: owner } })
}
