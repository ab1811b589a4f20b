import { lookup } from 'node:dns/promises'
import type { CheckResult } from './check'

const name = 'localhost'
const fix = 'Let /etc/hosts (Windows: drivers\\etc\\hosts) have the line "127.0.0.1 localhost"'

/** Checks the addresses of `localhost`, in the order in which Node.js tries them. */
export async function checkLocalhost(): Promise<CheckResult> {
  try {
    return judgeLocalhost((await lookup('localhost', { all: true })).map(({ address }) => address))
  } catch (error) {
    return { name, state: 'fail', fact: `is no known name: ${(error as Error).message}`, fix }
  }
}

/** Judges the addresses that `localhost` has. */
export function judgeLocalhost(addresses: readonly string[]): CheckResult {
  const unauthenticatedPeers = addresses.filter((address) => address !== '::1' && !address.startsWith('127.'))
  const order = addresses.join(', then ')
  if (unauthenticatedPeers.length > 0 || addresses.length === 0)
    return { name, state: 'fail', fact: `is ${order || 'nothing'}, which is not loopback`, fix }
  const isV6First = addresses[0] === '::1' && addresses.length > 1
  return { name, state: 'ok', fact: `is ${order}${isV6First ? ' (IPv6 is tried first)' : ''}` }
}
