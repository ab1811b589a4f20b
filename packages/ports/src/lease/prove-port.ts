import { isLocalhost } from '../address/loopback'
import { errorCode } from '../system/error-code'
import { isAbsent, proveFree } from '../address/prove-free'
import type { LeaseRequest } from './lease-request'

/**
 * Proves that a service can listen on `port` now, on any address it likes. A port that was asked for by number may be taken on an address of the
 * machine that is not leased: then the service cannot listen on all addresses, but it can on the leased ones.
 *
 * @throws the system's error for the address on which it cannot.
 */
export async function provePort(request: LeaseRequest, port: number): Promise<void> {
  if (!isLocalhost(request.host)) return proveFree(request.host, port)
  try {
    await proveEverywhere(port)
    if (request.hold === 'kernel') return
  } catch (error) {
    if (request.port === undefined || errorCode(error) !== 'EADDRINUSE') throw error
  }
  await proveEach(request.hosts, port)
}

/** On Linux a listener on any address blocks `::`; without IPv6 it blocks 0.0.0.0. */
async function proveEverywhere(port: number): Promise<void> {
  try {
    await proveFree('::', port)
  } catch (error) {
    if (!isAbsent(error)) throw error
    await proveFree('0.0.0.0', port)
  }
}

/** Elsewhere an address may be bound beside a wildcard one, so `::` alone proves too little. */
async function proveEach(hosts: readonly string[], port: number): Promise<void> {
  for (const host of hosts) {
    await proveFree(host, port).catch((error: unknown) => {
      if (host !== '::1' || !isAbsent(error)) throw error
    })
  }
}
