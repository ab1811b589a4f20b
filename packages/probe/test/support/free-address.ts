import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import type { Address } from '../../src/probe'

/**
 * An address where nobody listens: outside the ports that the system hands out and, on Linux, on a loopback address of
 * its own, so that tests that run at the same time never meet.
 */
export async function freeAddress(host = ownLoopback()): Promise<Address> {
  for (;;) {
    const address = { host, port: randomInt(61_000, 65_000) }
    if (await isFree(address)) return address
  }
}

/** Whether nobody listens at the address, by listening there for a moment. */
export function isFree({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host, port }, () => server.close(() => resolve(true)))
  })
}

function ownLoopback(): string {
  return process.platform === 'linux'
    ? `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`
    : '127.0.0.1'
}
