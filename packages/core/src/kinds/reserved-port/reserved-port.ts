import type { PortLease } from '@portside/ports'

// The lease is not data: it stays in the process that holds the port. The symbol is in the global registry, since the ESM and the CommonJS build may
// both be loaded.
const key = Symbol.for('portside.lease')

interface WithLease extends ReservedPort {
  readonly [key]?: PortLease
}

/** Makes the data of a port that `lease` holds. It carries the lease in a property that JSON ignores. */
export function withLease(data: ReservedPort, lease: PortLease): ReservedPort {
  return Object.freeze(Object.defineProperty({ ...data }, key, { value: lease }))
}

/**
 * Borrows the lease of a reserved port for the service that takes it. Releasing it leaves the port reserved. A hold of another process cannot be
 * suspended.
 */
export function borrowLease({ port, host, [key]: lease }: WithLease): PortLease {
  const release = async () => void (await lease?.resume())
  return {
    port,
    host,
    get hold() {
      return lease?.hold ?? 'kernel'
    },
    suspend: async () => lease?.suspend(),
    resume: async () => (await lease?.resume()) ?? true,
    release: release,
    [Symbol.asyncDispose]: release,
  }
}

/** The handle of a port that is reserved. */
export interface ReservedPort {
  readonly port: number
  readonly host: string
  /** The URL at which the service that takes the port will answer: `http://127.0.0.1:62893`. */
  readonly url: string
}
