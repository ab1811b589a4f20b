import type { Hold } from './hold'
import { holdAddress } from './hold-port'
import { isAbsent } from './is-absent'

/**
 * Begins to hold `port` on every one of `hosts`; `::1` beside others may be missing on this machine. All are bound when
 * it resolves, and held when their `kept` has. When it fails, none is held.
 *
 * @throws the system's error for the address that cannot be held.
 */
export async function holdHosts(hosts: readonly string[], port: number): Promise<Hold[]> {
  const holds: Hold[] = []
  try {
    for (const host of hosts) {
      const hold = await holdAddress(host, port).catch((error: unknown) => {
        if (host !== '::1' || !isAbsent(error)) throw error
        return undefined
      })
      if (hold !== undefined) holds.push(hold)
    }
    return holds
  } catch (error) {
    await Promise.all(holds.map((hold) => hold.release()))
    throw error
  }
}
