import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtPackage } from '../support/built-package'
import { hasNetworkNamespaces, hasNft, inNetworkNamespace } from '../support/network-namespace'
import { startProgram } from '../support/program'

const programs = join(import.meta.dirname, '../programs')

interface Result {
  readonly leased: readonly number[]
  readonly taken: readonly { readonly way: string; readonly ports: readonly number[] }[]
}

test.runIf(hasNetworkNamespaces)(
  'of 200 ephemeral ports with 100 leased, other programs are handed the other 100 and never a leased one (skipped: needs unshare -rn)',
  async () => {
    // Without the memory of ports that were used a moment ago: nearly all of these few may have been.
    const setup = 'export XDG_CACHE_HOME=/proc/none && echo 40000 40199 > /proc/sys/net/ipv4/ip_local_port_range'
    const argv = [process.execPath, join(programs, 'narrow-range.mjs'), await builtPackage(), '100']
    const program = startProgram(inNetworkNamespace(setup, argv))
    const { leased, taken } = JSON.parse(await program.line()) as Result
    await program.ended
    expect(new Set(leased.filter((port) => port >= 40_000 && port <= 40_199)).size).toBe(100)
    const others = Array.from({ length: 200 }, (_, step) => 40_000 + step).filter((port) => !leased.includes(port))
    for (const { way, ports } of taken) {
      expect(
        ports.filter((port) => leased.includes(port)),
        `leased ports that ${way} was handed`,
      ).toEqual([])
      expect(
        [...ports].sort((a, b) => a - b),
        `ports that ${way} was handed`,
      ).toEqual(others)
    }
  },
)

test.runIf(hasNetworkNamespaces)(
  'a port that was used a moment ago is not leased again while there is another one (skipped: needs unshare -rn)',
  async () => {
    const argv = [process.execPath, join(programs, 'lease-in-turn.mjs'), await builtPackage()]
    const program = startProgram(inNetworkNamespace('export XDG_CACHE_HOME=/proc/none', argv))
    const pairs = JSON.parse(await program.line()) as readonly (readonly [number, number])[]
    expect(await program.ended).toBe(0)
    expect(pairs.map((pair) => pair.toSorted((a, b) => a - b))).toEqual(
      Array.from({ length: 10 }, (_, step) => [40_000 + 10 * step, 40_001 + 10 * step]),
    )
  },
)

test.runIf(hasNetworkNamespaces)(
  'when the ephemeral range is used up, leases lie outside of it (skipped: needs unshare -rn)',
  async () => {
    const setup = 'echo 40000 40019 > /proc/sys/net/ipv4/ip_local_port_range'
    const requests = Array.from({ length: 30 }, () => '{}')
    const argv = [process.execPath, join(programs, 'lease.mjs'), await builtPackage(), ...requests, '--no-wait']
    const program = startProgram(inNetworkNamespace(setup, argv))
    const ports: number[] = []
    for (const _ of requests) ports.push((JSON.parse(await program.line()) as { port: number }).port)
    expect(await program.ended).toBe(0)
    expect(new Set(ports).size).toBe(30)
    expect(ports.filter((port) => port < 40_000 || port > 40_019).length).toBeGreaterThanOrEqual(10)
  },
)

test.runIf(hasNetworkNamespaces)(
  'where no port is left, the error names the range that is used up (skipped: needs unshare -rn)',
  async () => {
    const setup = 'export XDG_CACHE_HOME=/proc/none && echo 40000 40019 > /proc/sys/net/ipv4/ip_local_port_range'
    const argv = [process.execPath, join(programs, 'use-up.mjs'), await builtPackage()]
    const program = startProgram(inNetworkNamespace(setup, argv))
    const error = JSON.parse(await program.line()) as { code: string; message: string }
    expect(await program.ended).toBe(0)
    expect(error.code).toBe('E_PORT_IN_USE')
    expect(error.message).toContain('api: All ephemeral ports of this system are used up: 40000 to 40019')
    expect(error.message).toContain('ip_local_port_range')
  },
)

test.runIf(hasNetworkNamespaces)(
  'a port is leased where there is no IPv6, and none on ::1 (skipped: needs unshare -rn)',
  async () => {
    const setup =
      'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 && echo 1 > /proc/sys/net/ipv6/conf/lo/disable_ipv6'
    const ofIPv6 = ['{"host":"::1"}', '{"host":"::1","port":25001}', '{"host":"::1","hold":"lock"}']
    const requests = ['{}', '{"port":25000}', ...ofIPv6, '{"host":"::1","range":{"from":25000,"to":25010}}']
    const argv = [process.execPath, join(programs, 'lease.mjs'), await builtPackage(), ...requests, '--no-wait']
    const program = startProgram(inNetworkNamespace(setup, argv))
    expect(JSON.parse(await program.line())).toMatchObject({ hold: 'kernel' })
    expect(JSON.parse(await program.line())).toEqual({ port: 25_000, hold: 'kernel' })
    for (let line = 0; line < 4; line += 1)
      expect(JSON.parse(await program.line())).toMatchObject({ code: 'E_LOOPBACK' })
    expect(await program.ended).toBe(0)
  },
)

test.runIf(hasNetworkNamespaces)(
  'without a loopback interface a lease fails at once and says so (skipped: needs unshare -rn)',
  async () => {
    const argv = [process.execPath, join(programs, 'lease.mjs'), await builtPackage(), '{}', '--no-wait']
    const program = startProgram(inNetworkNamespace('ip link set lo down', argv))
    expect(JSON.parse(await program.line())).toMatchObject({ code: 'E_LOOPBACK' })
    expect(await program.ended).toBe(0)
  },
)

test.runIf(hasNetworkNamespaces)(
  'a loopback interface that goes down is named, with the command that turns it on, also where holds are connections (skipped: needs unshare -rn)',
  async () => {
    for (const options of [[], ['--require', join(programs, 'no-bound-handle.cjs')]]) {
      const argv = [process.execPath, ...options, join(programs, 'loses-loopback.mjs'), await builtPackage()]
      const program = startProgram(inNetworkNamespace(':', argv))
      expect(JSON.parse(await program.line())).toEqual({ hold: 'kernel' })
      expect(JSON.parse(await program.line())).toMatchObject({
        code: 'E_LOOPBACK',
        hints: ['Turn the loopback interface on: `ip link set lo up`.'],
      })
      expect(await program.ended).toBe(0)
    }
  },
)

test.runIf(hasNetworkNamespaces && hasNft)(
  'where no port can be bound without a connection, a firewall that drops loopback is named (skipped: needs unshare -rn and nft)',
  async () => {
    const chain = `nft add table inet guard && nft 'add chain inet guard door { type filter hook input priority 0; policy drop; }'`
    const options = ['--require', join(programs, 'no-bound-handle.cjs')]
    const script = [join(programs, 'lease.mjs'), await builtPackage(), '{"hold":"kernel"}', '--no-wait']
    const program = startProgram(inNetworkNamespace(chain, [process.execPath, ...options, ...script]))
    const error = JSON.parse(await program.line()) as { code: string; message: string }
    expect(error.code).toBe('E_FIREWALL')
    expect(error.message).toContain('Rule: nft table inet guard, chain door: policy drop')
    expect(await program.ended).toBe(0)
  },
)

test.runIf(hasNetworkNamespaces)(
  'processes in different network namespaces do not meet (skipped: needs unshare -rn)',
  async () => {
    const argv = [process.execPath, join(programs, 'lease.mjs'), await builtPackage(), '{"port":25001}']
    const first = startProgram(inNetworkNamespace('true', argv))
    const second = startProgram(inNetworkNamespace('true', argv))
    expect(JSON.parse(await first.line())).toMatchObject({ port: 25_001 })
    expect(JSON.parse(await second.line())).toMatchObject({ port: 25_001 })
    first.child.stdin?.end()
    second.child.stdin?.end()
    expect([await first.ended, await second.ended]).toEqual([0, 0])
  },
)
