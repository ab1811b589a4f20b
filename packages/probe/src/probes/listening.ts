import type { Probe } from '../probe'
import { invalidArgument } from '@portside/errors'
import { checkPort, runAt, targetAddress } from './target-address'

/**
 * Ready when a process listens on the target's port, as the system or a report of the process itself shows. No connection is made: for a server that
 * serves only one client. A firewall in front of the port goes unnoticed.
 * @param port another port of the same host. @default the target's own
 * @throws TypeError when `port` is none.
 */
export function listening(port?: number): Probe {
  checkPort(port)
  const description = port === undefined ? 'a process listens on its port' : `a process listens on port ${port}`
  return {
    description,
    asksPort: port === undefined,
    isSocketEnough: port === undefined,
    wait: async (target, run) => {
      const { isListening } = target
      if (isListening === undefined)
        throw invalidArgument('ready', `a probe that can see who listens (of ${target.service} it cannot)`, description)
      const address = targetAddress(target, port)
      const { waitForListener } = await import('../waiting')
      await waitForListener(runAt(address, target, run), description, () => isListening(address))
    },
  }
}
