import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { builtPackage } from '../support/built-package'
import { hasNetworkNamespaces, hasNft } from '../support/network-namespace'

const program = join(import.meta.dirname, '../programs/start-filtered.mjs')

interface Outcome {
  readonly code: string
  readonly message: string
  readonly evidence: readonly string[]
  readonly hints: readonly string[]
  readonly elapsedMs: number
  readonly isLeft: boolean
  readonly port: number
}

/** Starts a server in a network namespace with a filter, and proves that it is gone then. */
async function startFiltered(options: Readonly<Record<string, unknown>>): Promise<Outcome> {
  const argv = [process.execPath, program, await builtPackage(), JSON.stringify(options)]
  const shell = ['-rn', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...argv]
  const { stdout } = await promisify(execFile)('unshare', shell)
  const outcome = JSON.parse(stdout) as Outcome
  expect(outcome.isLeft).toBe(false)
  return outcome
}

const rule = (hook: string, verdict: string) =>
  `nft add table inet guard; nft 'add chain inet guard ${hook} { type filter hook ${hook} priority 0; }'; ` +
  `nft add rule inet guard ${hook} tcp dport $PORT ${verdict}`

describe.skipIf(!hasNetworkNamespaces || !hasNft)('a firewall (skipped: needs unshare -rn and nft)', () => {
  test.each([
    ['127.0.0.1', 'input', 'drop', /no answer to a connection for \d{4} ms/],
    ['::1', 'input', 'drop', /no answer to a connection for \d{4} ms/],
    ['127.0.0.1', 'output', 'drop', /no answer to a connection for \d{4} ms/],
    ['127.0.0.1', 'input', 'reject with tcp reset', /ECONNREFUSED after \d+ ms/],
    ['::1', 'input', 'reject with tcp reset', /ECONNREFUSED after \d+ ms/],
    ['127.0.0.1', 'input', 'reject with icmpx admin-prohibited', /EHOSTUNREACH after \d+ ms/],
    ['::1', 'input', 'reject with icmpx admin-prohibited', /EACCES after \d{4} ms/],
  ])(
    'before %s is noticed while waiting (%s, %s)',
    async (host, hook, verdict, observed) => {
      const outcome = await startFiltered({ host, setup: rule(hook, verdict) })
      expect(outcome).toMatchObject({ code: 'E_FIREWALL' })
      const deed = verdict === 'drop' ? 'dropped' : 'rejected'
      expect(outcome.message).toContain(`connections from this machine are ${deed} by a firewall (E_FIREWALL)`)
      expect(outcome.evidence[0]).toMatch(observed)
      expect(outcome.evidence[1]).toBe(
        `Rule: nft table inet guard, chain ${hook}: tcp dport ${outcome.port} ${verdict}`,
      )
      const device = hook === 'output' ? 'oifname' : 'iifname'
      expect(outcome.hints).toEqual([
        `To let connections over loopback through: \`nft insert rule inet guard ${hook} ${device} lo accept\`.`,
      ])
      // The deadline is a minute away.
      expect(outcome.elapsedMs).toBeLessThan(10_000)
    },
    30_000,
  )

  test('that is a routing rule is reported with the error of the system', async () => {
    const setup =
      'ip rule add priority 1 from all lookup local; ip rule del priority 0; ' +
      'ip rule add priority 0 to 127.0.0.1 dport $PORT prohibit'
    const outcome = await startFiltered({ setup })
    expect(outcome).toMatchObject({ code: 'E_FIREWALL' })
    expect(outcome.message).toContain('forbidden by the system')
    expect(outcome.evidence[0]).toMatch(/EACCES after \d+ ms/)
    expect(outcome.hints).toEqual(['To let connections over loopback through: `ip rule del priority 0`.'])
  })

  test('is found at the deadline where that comes before it is noticed', async () => {
    const outcome = await startFiltered({ setup: rule('input', 'drop'), startTimeoutMs: 1000 })
    expect(outcome).toMatchObject({ code: 'E_FIREWALL' })
  })

  test('that opens while a service starts is none', async () => {
    const setup = `${rule('input', 'drop')}; (sleep 1; nft flush ruleset) > /dev/null 2>&1 &`
    expect(await startFiltered({ setup })).toMatchObject({ code: 'none' })
  })
})

describe.skipIf(!hasNetworkNamespaces)('loopback (skipped: needs unshare -rn)', () => {
  test('that goes down while a service starts is reported', async () => {
    const outcome = await startFiltered({ setup: 'ip link set lo down', startTimeoutMs: 2500 })
    expect(outcome).toMatchObject({
      code: 'E_LOOPBACK',
      evidence: expect.arrayContaining([expect.stringContaining('127.0.0.1')]),
    })
  })
})
