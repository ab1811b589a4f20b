import { leasePort } from '@portside/ports'

/** A port that nobody has, and that the system hands to nobody. */
export async function freePort(): Promise<number> {
  const lease = await leasePort({ hold: 'lock' })
  await lease.release()
  return lease.port
}
