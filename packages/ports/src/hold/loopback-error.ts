import { networkInterfaces } from 'node:os'
import { PortsideError } from '@portside/errors'
import { findFilterRules } from '../filter/find-filter-rules'

const turnOn = 'Turn the loopback interface on: `sudo ip link set lo up`.'

/** Makes the error for a loopback that does not work: `E_LOOPBACK`, with the evidence. */
function loopbackError(summary: string, ...hints: readonly string[]): PortsideError {
  return new PortsideError({ code: 'E_LOOPBACK', summary, hints })
}

/** Whether the loopback interface is up: only those that are have addresses in the list. */
function hasLoopback(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => internal))
}

/** Makes the error for a machine without the address 127.0.0.1: `E_LOOPBACK`. */
export function missingLoopbackError(): PortsideError {
  return loopbackError('No network interface of this machine has the address 127.0.0.1', turnOn)
}

/**
 * Makes the error for a connection of this process to itself that failed; `what` names the connection. The code is `E_FIREWALL` if a rule keeps it
 * away, else `E_LOOPBACK`.
 */
export async function blockedLoopbackError(host: string, port: number, what: string): Promise<PortsideError> {
  const { rules } = await findFilterRules(host, port)
  const summary = `A connection from ${host} to this process itself ${what}`
  if (rules.length === 0 && !hasLoopback()) return loopbackError(summary, turnOn)
  if (rules.length === 0)
    return loopbackError(
      summary,
      'Is the loopback interface up (`ip link show lo`)?',
      'Does a firewall drop packets on it?',
    )
  return new PortsideError({
    code: 'E_FIREWALL',
    summary: `${summary}: a firewall keeps it away`,
    evidence: rules.map(({ text }) => `Rule: ${text}`),
    hints: [...new Set(rules.map(({ remedy }) => `To let connections over loopback through: \`${remedy}\`.`))],
  })
}
