import type { PortsideError } from '@portside/errors'
import type { Evidence } from '../evidence'
import { unreadyError, within } from '../unready-error'

/** `E_LOOPBACK`: no interface that is up has the service's address. */
export function noLoopback(evidence: Evidence): PortsideError | undefined {
  const { host, connection } = evidence
  if (connection?.isAddressMissing !== true) return undefined
  return unreadyError(evidence, {
    code: 'E_LOOPBACK',
    summary: `could not be reached ${within(evidence)}, since this machine has no working ${host}`,
    facts: [`No interface that is up has the address ${host}.`],
    hints: [
      host.includes(':')
        ? 'Is IPv6 on, and the loopback interface up (`ip addr show lo`)? Without IPv6 let it listen on 127.0.0.1.'
        : 'Bring the loopback interface up: `sudo ip link set lo up`.',
    ],
  })
}
