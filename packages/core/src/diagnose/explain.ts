import type { PortsideError } from '@portside/errors'
import type { Evidence } from './evidence'
import { notReady } from './rules/not-ready'
import { exitedEarly } from './rules/exited-early'
import { firewall } from './rules/firewall'
import { impostor } from './rules/impostor'
import { noLoopback } from './rules/no-loopback'
import { notAccepting } from './rules/not-accepting'
import { notListening } from './rules/not-listening'
import { portForbidden } from './rules/port-forbidden'
import { portInUse } from './rules/port-in-use'
import { portsUsedUp } from './rules/ports-used-up'
import { stopped } from './rules/stopped'
import { wrongHost } from './rules/wrong-host'
import { wrongPort } from './rules/wrong-port'

/** Returns the error that explains why a service is not ready: that of the first rule that matches, else `E_NOT_READY`. */
export function explain(evidence: Evidence): PortsideError {
  for (const rule of rules) {
    const error = rule(evidence)
    if (error !== undefined) return error
  }
  return notReady(evidence)
}

/** The rules, in the order in which they are tried: a failure that explains others comes before them. */
const rules: readonly Rule[] = [
  portsUsedUp,
  portInUse,
  portForbidden,
  exitedEarly,
  noLoopback,
  impostor,
  firewall,
  stopped,
  notAccepting,
  wrongPort,
  wrongHost,
  notListening,
]

/** Recognises one way to fail. A pure function of the evidence; returns `undefined` if it does not match. */
export type Rule = (evidence: Evidence) => PortsideError | undefined
