import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import type { CheckResult } from './check'

const limitMs = 1500

/** Checks whether a connection to a listener of this process succeeds; a run works without IPv6, too. */
export async function checkLoopback(host: '127.0.0.1' | '::1'): Promise<CheckResult> {
  const isV4 = host === '127.0.0.1'
  const name = isV4 ? 'loopback IPv4' : 'loopback IPv6'
  const failure = await connectionFailure(host)
  if (failure === undefined) return { name, state: 'ok', fact: `${host} carries connections` }
  const fix = isV4
    ? 'Bring it up (ip link set lo up), and let no firewall rule drop what goes to 127.0.0.1'
    : 'Let services listen on 127.0.0.1, or enable IPv6 on the loopback interface'
  return { name, state: isV4 ? 'fail' : 'warn', fact: `${host} carries no connection: ${failure}`, fix }
}

/** Returns why no connection succeeded; `undefined` when one did. */
async function connectionFailure(host: string): Promise<string | undefined> {
  const server = createServer((socket) => socket.destroy())
  const limit = AbortSignal.timeout(limitMs)
  try {
    server.listen(0, host)
    await once(server, 'listening', { signal: limit })
    await reach(server, host, limit)
    return undefined
  } catch (error) {
    return limit.aborted ? `no answer within ${limitMs} ms` : (error as Error).message
  } finally {
    server.close()
  }
}

async function reach(server: Server, host: string, signal: AbortSignal): Promise<void> {
  const socket = connect((server.address() as AddressInfo).port, host)
  try {
    await once(socket, 'connect', { signal })
  } finally {
    // The other end may have reset it by now.
    socket.on('error', () => {}).destroy()
  }
}
