/** Where a probe connects. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** An address as URLs spell it, such as `127.0.0.1:62893` or `[::1]:62893`. */
export function formatAddress({ host, port }: Address): string {
  // No name has a colon.
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** The same port on the loopback address of the other family; `undefined` for any other address. */
export function otherLoopback({ host, port }: Address): Address | undefined {
  if (host === '127.0.0.1') return { host: '::1', port }
  return host === '::1' ? { host: '127.0.0.1', port } : undefined
}
