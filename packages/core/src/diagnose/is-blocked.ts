import type { ConnectionFinding } from '@portside/ports'

/** Whether somebody listens, and connections to it do not come through all the same. */
export function isBlocked({ state, isAddressMissing }: ConnectionFinding): boolean {
  return !isAddressMissing && (state === 'dropped' || state === 'rejected' || state === 'forbidden')
}
