import type { PortLease } from '@portside/ports'

// The lease is no data: it stays in the process that holds the port. A symbol of the global registry, since the ESM and the
// CommonJS build may both be loaded.
const key = Symbol.for('portside.lease')

interface WithLease extends ReservedPort {
  readonly [key]?: PortLease
}

/** The data of a port that `lease` holds, which carries the lease unseen by JSON. */
export function withLease(data: ReservedPort, lease: PortLease): ReservedPort {
  return Object.freeze(Object.defineProperty({ ...data }, key, { value: lease }))
}

/**
 * The lease of a reserved port for the service that takes it. It goes back when that stops, and the port stays reserved. Where the port is
 * held by another process, that cannot be asked to let go of it.
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
  /** Where the service that takes the port will answer: `http://127.0.0.1:62893`. */
  readonly url: string
}
