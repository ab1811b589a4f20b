import type { Rule } from './rule'
import { exitedEarly } from './rules/exited-early'
import { firewall } from './rules/firewall'
import { impostor } from './rules/impostor'
import { loopback } from './rules/loopback'
import { notAccepting } from './rules/not-accepting'
import { notListening } from './rules/not-listening'
import { portForbidden } from './rules/port-forbidden'
import { portInUse } from './rules/port-in-use'
import { portsUsedUp } from './rules/ports-used-up'
import { stopped } from './rules/stopped'
import { wrongHost } from './rules/wrong-host'
import { wrongPort } from './rules/wrong-port'

/** The ways to fail, in the order in which they are asked: what explains the others comes before them. */
export const rules: readonly Rule[] = [
  portsUsedUp,
  portInUse,
  portForbidden,
  exitedEarly,
  loopback,
  impostor,
  firewall,
  stopped,
  notAccepting,
  wrongPort,
  wrongHost,
  notListening,
]
