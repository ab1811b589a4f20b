import { usageError } from '@portside/errors'
import { supervisorAddressText, supervisorVariable } from '../run/environment'

/** How many characters of a wrong value are shown. */
const shownChars = 80

/** The address of a supervisor, and the token that proves that a peer may talk to it. */
export interface SupervisorAddress {
  /** The path of a Unix socket, or the name of a pipe on Windows. */
  readonly socket: string
  readonly token: string
  /** The file that lists the ready services. */
  readonly readyList: string
  readonly runId: string
}

/** Makes the environment variable that carries an address to the workers of a run. */
export function addressVariable(address: SupervisorAddress): Readonly<Record<string, string>> {
  return { [supervisorVariable]: JSON.stringify(address) }
}

/**
 * Returns the address of the run that this process belongs to; `undefined` outside of a run. Throws a `TypeError` when the variable that carries it
 * has been set to something else.
 */
export function inheritedAddress(): SupervisorAddress | undefined {
  const text = supervisorAddressText()
  if (text === undefined || text === '') return undefined
  const address = parse(text)
  if (isAddress(address)) return address
  throw usageError(
    `Expected \`${supervisorVariable}\` to be what \`portside run\` or a test runner has set it to, got '${text.slice(0, shownChars)}'. Unset it: it is not to be set by hand`,
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isAddress(value: unknown): value is SupervisorAddress {
  if (typeof value !== 'object' || value === null) return false
  const { socket, token, readyList, runId } = value as Partial<SupervisorAddress>
  return [socket, token, readyList, runId].every((part) => typeof part === 'string' && part !== '')
}
