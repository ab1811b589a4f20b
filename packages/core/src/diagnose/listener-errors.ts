import { PortsideError } from '@portside/errors'
import { describeOwner, type PortInUseError, type PortOwner } from '@portside/ports'

/** An address that another process serves instead of the service. */
export interface Impostor {
  readonly service: string
  readonly host: string
  readonly port: number
  /** The owner of the port; `undefined` if it is unknown. */
  readonly owner: PortOwner | undefined
  /** Whether the owner is unknown because no process can be seen here. @default false */
  readonly isForeignProc?: boolean
  /** Whether the number is an option of the service, and not leased. @default false */
  readonly isFixed?: boolean | undefined
  /** When the service was started, in milliseconds since 1970. */
  readonly startedAtMs?: number | undefined
}

/** The explanation of a `/proc` that shows other processes than this one and its children: pid_namespaces(7). */
export const foreignProc =
  '`/proc` is not that of this PID namespace, so portside cannot check whose process answers on a port, nor find what has left ' +
  'the process group of a service. Mount it there: `unshare --mount-proc`, or `mount -t proc proc /proc`'

/** `E_IMPOSTOR`: the port answers, but the process that answers is not the service's. */
export function impostorError(impostor: Impostor): PortInUseError {
  const { service, host, port, owner, isForeignProc = false } = impostor
  const error = isForeignProc
    ? uncheckedError(service, host, port)
    : new PortsideError({
        code: 'E_IMPOSTOR',
        service,
        summary: `another process answers on ${host}, port ${port}`,
        evidence: [owner === undefined ? 'Its process could not be found.' : `It is ${describeOwner(owner)}.`],
        hints: impostorHints(impostor),
      })
  return Object.assign(error, { port, owner })
}

function impostorHints({ port, owner, isFixed = false, startedAtMs = Infinity }: Impostor): string[] {
  const beganAtMs = owner?.startedAt?.getTime() ?? -Infinity
  return [
    ...(beganAtMs > startedAtMs ? [managedHint] : []),
    isFixed
      ? 'Stop it, or leave `port` out: portside then leases a free one.'
      : `If it has nothing to do with the service, end it: \`npx portside kill ${port}\`.`,
    ...(beganAtMs > startedAtMs ? [] : [meantHint]),
  ]
}

const managedHint =
  "It was started after the service, so a manager (Docker, pm2, systemd) may run it for the service: set `owner: 'any'`, and `stopCommand` to the line that stops it."
const meantHint = "If it is meant to answer for this service, as a container's engine does, set `owner: 'any'`."

/** `E_IMPOSTOR`: `ownership: 'required'` is set, and ownership cannot be checked here. */
function uncheckedError(service: string, host: string, port: number): PortsideError {
  return new PortsideError({
    code: 'E_IMPOSTOR',
    service,
    summary: `whose process answers on ${host}, port ${port}, cannot be checked here`,
    evidence: [`${foreignProc}.`],
    hints: ["Or leave `ownership: 'required'` out: then it is a warning."],
  })
}

/** A stopped service whose port still answers, and the owner of the port. */
export interface Survivor {
  readonly service: string
  readonly host: string
  readonly port: number
  readonly owner: PortOwner
}

/** `E_STOP_TIMEOUT`: the processes of a service have exited, but its port still answers. */
export function portStillAnswers({ service, host, port, owner }: Survivor): PortsideError {
  return new PortsideError({
    code: 'E_STOP_TIMEOUT',
    service,
    summary: `${host}, port ${port}, still answers after all processes that could be seen have ended`,
    evidence: [`It is ${describeOwner(owner)}.`],
    hints: [
      `End it: \`npx portside kill ${port}\`.`,
      "A daemon that has cleared its environment and left its parents cannot be seen: `contain: 'pidns'` ends it too (Linux), and so may a `stopCommand`.",
      "If it is meant to stay, as a container is, say `owner: 'any'`.",
    ],
  })
}

/** `E_EXPOSED`: a service listens where other machines can reach it. */
export function exposedError(service: string, { host, port }: { host: string; port: number }): PortsideError {
  return new PortsideError({
    code: 'E_EXPOSED',
    service,
    summary: `listens on ${host}, port ${port}, which is more than loopback`,
    hints: [
      'Have it listen on HOST, or put {host} into its command line.',
      "A Node program that names no host is kept on loopback by `expose: 'narrow'`.",
    ],
  })
}
