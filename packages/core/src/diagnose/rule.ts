import type { PortsideError } from '@portside/errors'
import type { Evidence } from './evidence'

/** Recognises one way to fail: a pure function of the evidence. `undefined` when it was not that. */
export type Rule = (evidence: Evidence) => PortsideError | undefined
