import type { PortsideError } from '@portside/errors'
import type { Evidence } from '../evidence'
import { exitedError } from '../exit-errors'

/** `E_EXITED_EARLY`: the process of the service has exited. */
export function exitedEarly({ service, status, output, missing, left }: Evidence): PortsideError | undefined {
  return status === undefined ? undefined : exitedError({ service, status, output, missing, left })
}
