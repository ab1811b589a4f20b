import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { builtPackage } from '../support/built-package'
import { hasNetworkNamespaces } from '../support/network-namespace'

const program = join(import.meta.dirname, '../programs/start-in-world.mjs')

interface Outcome {
  readonly code: string
  readonly message: string
}

/** Starts a service in a network namespace that `setup` has changed. */
async function startAfter(setup: string, options: Readonly<Record<string, unknown>>): Promise<Outcome> {
  const argv = [process.execPath, program, await builtPackage(), JSON.stringify(options)]
  const shell = ['-rn', 'sh', '-c', `ip link set lo up && ${setup} && exec "$@"`, 'sh', ...argv]
  const { stdout } = await promisify(execFile)('unshare', shell)
  return JSON.parse(stdout) as Outcome
}

describe.skipIf(!hasNetworkNamespaces)('a start (skipped: needs unshare -rn)', () => {
  test.each(['lease', 25_000, 'inherit', 'discover'])(
    'on ::1 where there is no IPv6 is E_LOOPBACK, with `port: %j`',
    async (port) => {
      const setup = 'sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.lo.disable_ipv6=1'
      const { code, message } = await startAfter(setup, { host: '::1', port })
      expect(code).toBe('E_LOOPBACK')
      expect(message).toContain('service: ::1 is not an address of this machine')
      expect(message).toContain("use `host: '127.0.0.1'`")
    },
  )

  test.each([
    ['a command that picks its port', { port: 'discover' }],
    ['a probe that has to connect', { port: 25_000, ready: '/', startTimeoutMs: 1000 }],
    ['a server in this process', { kind: 'inProcess' }],
  ])('of %s says that all ephemeral ports are used up', async (_, options) => {
    const setup = 'export XDG_CACHE_HOME=/proc/none && echo 40000 40019 > /proc/sys/net/ipv4/ip_local_port_range'
    const { code, message } = await startAfter(setup, { ...options, isUsedUp: true })
    expect(code).toBe('E_PORT_IN_USE')
    expect(message).toContain('service: All ephemeral ports of this system are used up: 40000 to 40019')
    expect(message).toContain('ip_local_port_range')
  })
})
