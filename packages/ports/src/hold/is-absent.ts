import { errorCode } from '../system/error-code'

/** Whether `error` is what binding an address fails with when the machine does not have it (or its whole family). */
export function isAbsent(error: unknown): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(errorCode(error))
}
