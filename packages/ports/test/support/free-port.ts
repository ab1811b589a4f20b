import { leasePort } from '../../src'

/** The first of three neighbouring ports outside the ephemeral range that nobody has. */
export async function freePort(): Promise<number> {
  for (;;) {
    const from = 26_000 + Math.floor(Math.random() * 6000)
    const leases = await Promise.allSettled([0, 1, 2].map((step) => leasePort({ port: from + step })))
    const taken = leases.flatMap((lease) => (lease.status === 'fulfilled' ? [lease.value] : []))
    await Promise.all(taken.map((lease) => lease.release()))
    if (taken.length === 3) return from
  }
}
