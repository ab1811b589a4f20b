import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ConnectionFinding, inspectConnection } from '../../src/index'
import { builtPackage } from '../support/built-package'
import { hasNetworkNamespaces, hasNft, inNetworkNamespace } from '../support/network-namespace'
import { startProgram } from '../support/program'

const input = (family: string, rule: string) =>
  `nft add table ${family} t; nft 'add chain ${family} t guard { type filter hook input priority 0; }'; ` +
  `nft add rule ${family} t guard tcp dport $PORT ${rule}`
const output = (family: string, rule: string) =>
  `nft add table ${family} t; nft 'add chain ${family} t guard { type filter hook output priority 0; }'; ` +
  `nft add rule ${family} t guard tcp dport $PORT ${rule}`

interface Filtered {
  readonly host: string
  readonly to?: string
  readonly setup?: string
  readonly ipv6Only?: boolean
}

interface Seen {
  readonly finding: ConnectionFinding
  readonly rules: readonly string[]
  readonly remedies: readonly string[]
  /** After the remedies. */
  readonly after: ConnectionFinding
}

async function inspect(filtered: Filtered): Promise<Seen> {
  const file = join(import.meta.dirname, '../programs/filtered.mjs')
  const argv = [process.execPath, file, await builtPackage(), JSON.stringify(filtered)]
  const program = startProgram(inNetworkNamespace('true', argv))
  const seen = JSON.parse(await program.line()) as Seen
  const after = JSON.parse(await program.line()) as ConnectionFinding
  expect(await program.ended).toBe(0)
  return { ...seen, after }
}

describe.skipIf(!hasNetworkNamespaces || !hasNft)('a filter (skipped: needs unshare -rn and nft)', () => {
  test.each([
    ['127.0.0.1', 'ip', 'drop', { state: 'dropped' }],
    ['::1', 'ip6', 'drop', { state: 'dropped' }],
    ['127.0.0.1', 'ip', 'reject with tcp reset', { state: 'rejected', errorCode: 'ECONNREFUSED' }],
    ['::1', 'ip6', 'reject with tcp reset', { state: 'rejected', errorCode: 'ECONNREFUSED' }],
    ['127.0.0.1', 'inet', 'reject', { state: 'rejected', errorCode: 'ECONNREFUSED' }],
    ['::1', 'inet', 'reject', { state: 'rejected', errorCode: 'ECONNREFUSED' }],
    ['127.0.0.1', 'inet', 'reject with icmpx type admin-prohibited', { state: 'rejected', errorCode: 'EHOSTUNREACH' }],
    ['::1', 'inet', 'reject with icmpx type admin-prohibited', { state: 'rejected', errorCode: 'EACCES' }],
  ])('at the input of %s (%s %s) is found, with its rule', async (host, family, rule, expected) => {
    const { finding, rules, remedies, after } = await inspect({ host, setup: input(family, rule) })
    expect(finding).toMatchObject({ host, listener: host, waiting: 0, ...expected })
    expect(rules).toEqual([expect.stringContaining(`nft table ${family} t, chain guard: tcp dport PORT`)])
    expect(remedies).toEqual([`sudo nft insert rule ${family} t guard iifname lo accept`])
    expect(after.state).toBe('open')
  })

  test.each([
    ['127.0.0.1', 'ip'],
    ['::1', 'ip6'],
  ])('that drops at the output to %s is found, with its rule', async (host, family) => {
    const { finding, remedies, after } = await inspect({ host, setup: output(family, 'drop') })
    expect(finding).toMatchObject({ state: 'dropped', listener: host })
    expect(remedies).toEqual([`sudo nft insert rule ${family} t guard oifname lo accept`])
    expect(after.state).toBe('open')
  })

  test.each([
    ['127.0.0.1', 'ip', 'blackhole', 'EINVAL'],
    ['127.0.0.1', 'ip', 'prohibit', 'EACCES'],
    ['127.0.0.1', 'ip', 'unreachable', 'ENETUNREACH'],
    ['::1', 'ip -6', 'blackhole', 'EINVAL'],
    ['::1', 'ip -6', 'prohibit', 'EACCES'],
  ])('that is a route to %s (%s rule, %s) is found', async (host, ip, action, errorCode) => {
    const setup = `${ip} rule add priority 1 from all lookup local; ${ip} rule del priority 0; ${ip} rule add priority 0 to ${host} ${action}`
    const { finding, rules, after } = await inspect({ host, setup })
    expect(finding).toMatchObject({ state: 'forbidden', errorCode })
    expect(rules).toEqual([`${ip} rule 0: from all to ${host} ${action}`])
    expect(after.state).toBe('open')
  })

  test('whose policy drops is found unless loopback is let through before', async () => {
    const chain = `nft add table inet t; nft 'add chain inet t guard { type filter hook input priority 0; policy drop; }'`
    const { finding, rules, after } = await inspect({ host: '127.0.0.1', setup: chain })
    expect(finding.state).toBe('dropped')
    expect(rules).toEqual(['nft table inet t, chain guard: policy drop'])
    expect(after.state).toBe('open')
    const open = await inspect({ host: '127.0.0.1', setup: `${chain}; nft add rule inet t guard iif lo accept` })
    expect(open).toMatchObject({ finding: { state: 'open' }, rules: [] })
  })

  test('behind a jump is found, and an accept of other ports acquits nobody', async () => {
    const deeper =
      `nft add table inet t; nft add chain inet t deeper; nft add rule inet t deeper tcp dport 1 accept; ` +
      `nft add rule inet t deeper counter drop`
    const setup = `${deeper}; ${input('inet', 'jump deeper')}`
    const { finding, rules, remedies, after } = await inspect({ host: '::1', setup })
    expect(finding.state).toBe('dropped')
    expect(rules).toEqual([expect.stringContaining('chain deeper: counter')])
    expect(remedies).toEqual([expect.stringMatching(/^sudo nft delete rule inet t deeper handle \d+$/)])
    expect(after.state).toBe('open')
  })

  test('of iptables is found in the ruleset of nftables', async () => {
    const setup = 'iptables -A INPUT -p tcp --dport $PORT -j REJECT --reject-with tcp-reset'
    const { finding, rules, after } = await inspect({ host: '127.0.0.1', setup })
    expect(finding).toMatchObject({ state: 'rejected', errorCode: 'ECONNREFUSED' })
    expect(rules).toEqual([expect.stringContaining('nft table ip filter, chain INPUT: ')])
    expect(after.state).toBe('open')
  })

  test('of another port, address, protocol or interface is none', async () => {
    const others = ['tcp dport 1 drop', 'ip daddr 10.0.0.0/8 drop', 'udp dport $PORT drop', 'iifname != lo drop']
    const setup = [input('inet', 'counter'), ...others.map((rule) => `nft add rule inet t guard ${rule}`)].join('; ')
    expect(await inspect({ host: '127.0.0.1', setup })).toMatchObject({ finding: { state: 'open' }, rules: [] })
  })
})

describe.skipIf(!hasNetworkNamespaces)('no filter (skipped: needs unshare -rn)', () => {
  test('is a listener on :: that takes no IPv4', async () => {
    const { finding } = await inspect({ host: '::', ipv6Only: true, to: '127.0.0.1' })
    expect(finding).toMatchObject({ state: 'absent', listener: '::' })
  })

  test('is a server that does not accept, whose queue is asked before another connection is made', async () => {
    const program = startProgram(['python3', join(import.meta.dirname, '../programs/never-accept.py')])
    const port = Number(await program.line())
    expect(await inspectConnection('127.0.0.1', port)).toMatchObject({ state: 'unaccepted' })
    expect(await inspectConnection('127.0.0.1', port)).toMatchObject({ state: 'unaccepted', waiting: 1 })
    program.child.stdin?.end()
    await program.ended
    expect(await inspectConnection('127.0.0.1', port)).toMatchObject({ state: 'absent' })
  })

  test('is a loopback interface that is down', async () => {
    const { finding } = await inspect({ host: '127.0.0.1', setup: 'ip link set lo down' })
    expect(finding).toMatchObject({ isAddressMissing: true })
  })
})
