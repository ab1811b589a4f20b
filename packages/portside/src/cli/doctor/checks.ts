import type { Check } from './check'
import { checkDefaultPorts } from './check-default-ports'
import { checkDescriptors } from './check-descriptors'
import { checkEphemeralPorts } from './check-ephemeral-ports'
import { checkExposedServices } from './check-exposed-services'
import { checkFirewall } from './check-firewall'
import { checkFolder } from './check-folder'
import { checkInotify } from './check-inotify'
import { checkLeftovers } from './check-leftovers'
import { checkLocalhost } from './check-localhost'
import { checkLoopback } from './check-loopback'
import { checkNode } from './check-node'
import { checkProxy } from './check-proxy'
import { checkRecentPorts } from './check-recent-ports'
import { checkReservedPorts } from './check-reserved-ports'
import { checkRunner } from './check-runner'

/** Every check of `portside doctor`, by its name, in the order of its output. */
export const checks: readonly (readonly [name: string, check: Check])[] = [
  ['node', checkNode],
  ['vitest', (context) => checkRunner(context, 'vitest')],
  ['jest', (context) => checkRunner(context, 'jest')],
  ['@playwright/test', (context) => checkRunner(context, '@playwright/test')],
  ['loopback IPv4', () => checkLoopback('127.0.0.1')],
  ['loopback IPv6', () => checkLoopback('::1')],
  ['localhost', checkLocalhost],
  ['proxy', checkProxy],
  ['firewall', checkFirewall],
  ['ephemeral ports', checkEphemeralPorts],
  ['reserved ports', checkReservedPorts],
  ['recent ports', checkRecentPorts],
  ['default ports', checkDefaultPorts],
  ['descriptors', checkDescriptors],
  ['inotify', checkInotify],
  ['temporary folder', checkFolder],
  ['leftovers', checkLeftovers],
  ['exposed services', checkExposedServices],
]
