import type { Rule } from './rule'
import { exitedEarly } from './rules/exited-early'
import { notListening } from './rules/not-listening'
import { portInUse } from './rules/port-in-use'
import { wrongHost } from './rules/wrong-host'
import { wrongPort } from './rules/wrong-port'

/** The ways to fail, in the order in which they are asked: what ends a service comes before what merely goes with it. */
export const rules: readonly Rule[] = [portInUse, exitedEarly, wrongPort, wrongHost, notListening]
