import { supervisorAddressText, supervisorVariable } from '../run/environment'

/** Where a supervisor listens, and what proves that a peer may talk to it. */
export interface SupervisorAddress {
  /** The path of a Unix socket, or the name of a pipe on Windows. */
  readonly socket: string
  readonly token: string
  /** The file that lists what is ready. */
  readonly readyList: string
  readonly runId: string
}

/** The environment variable that carries an address to the workers of a run, with its value. */
export function addressVariable(address: SupervisorAddress): Readonly<Record<string, string>> {
  return { [supervisorVariable]: JSON.stringify(address) }
}

/** The address of the run that this process belongs to; `undefined` outside of a run. */
export function inheritedAddress(): SupervisorAddress | undefined {
  const text = supervisorAddressText()
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as SupervisorAddress
  } catch {
    return undefined
  }
}
