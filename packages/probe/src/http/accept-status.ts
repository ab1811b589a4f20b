import { invalidArgument } from '@portside/errors'

/** A status, several, or a function that says whether one is right. */
export type StatusOption = number | readonly number[] | ((status: number) => boolean)

/** A check of a status, and how to say it. */
export interface StatusCheck {
  readonly description: string
  readonly isAccepted: (status: number) => boolean
}

/**
 * Completes the option `status`; 200 to 399 when it is absent.
 * @throws TypeError when it is neither a status, nor several, nor a function.
 */
export function acceptStatus(option: StatusOption | undefined): StatusCheck {
  if (option === undefined) return { description: '2xx or 3xx', isAccepted: (status) => status >= 200 && status < 400 }
  if (typeof option === 'function') return { description: 'an accepted status', isAccepted: option }
  const wanted = typeof option === 'number' ? [option] : option
  if (!Array.isArray(wanted) || wanted.length === 0 || !wanted.every(isStatus)) {
    throw invalidArgument('status', 'a status from 100 to 599, a list of such, or a function', option)
  }
  return { description: wanted.join(' or '), isAccepted: (status) => wanted.includes(status) }
}

function isStatus(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 100 && Number(value) < 600
}
