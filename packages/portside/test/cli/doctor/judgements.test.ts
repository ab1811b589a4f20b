import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { judgeLimits } from '../../../src/cli/doctor/check-descriptors'
import { judgeUse, countPorts } from '../../../src/cli/doctor/check-ephemeral-ports'
import { judgeLocalhost } from '../../../src/cli/doctor/check-localhost'
import { checkNode } from '../../../src/cli/doctor/check-node'
import { judgePortUse } from '../../../src/cli/doctor/check-recent-ports'
import { checkRunner } from '../../../src/cli/doctor/check-runner'
import { formatChecks } from '../../../src/cli/doctor/format-checks'

const context = { environment: {}, folder: '/', nodeVersion: '24.0.0' }

test.each([
  ['20.18.3', 'fail'],
  ['20.19.0', 'ok'],
  ['24.1.0', 'ok'],
  ['18.20.0', 'fail'],
])('Node.js %s: %s', async (nodeVersion, state) => {
  expect(await checkNode({ ...context, nodeVersion })).toMatchObject({ state })
})

test.each([
  [{ recent: 3, ahead: 0 }, 'ok', /^3 in use/],
  [{ recent: 0, ahead: 2 }, 'warn', /clock was set back: 2 ports/],
])('ports in use a moment ago, %o: %s', (use, state, fact) => {
  expect(judgePortUse(use)).toMatchObject({ state, fact: expect.stringMatching(fact) })
})

test.each([
  ['255', 'fail'],
  ['256', 'warn'],
  ['1023', 'warn'],
  ['1024', 'ok'],
  ['unlimited', 'ok'],
])('%s descriptors: %s', (soft, state) => {
  expect(
    judgeLimits(`Max processes  1  1  processes\nMax open files            ${soft}    4096    files\n`),
  ).toMatchObject({ state })
})

test.each([
  [80, 'ok'],
  [81, 'warn'],
  [98, 'warn'],
  [99, 'fail'],
])('%i of 100 ports in use: %s', (used, state) => {
  expect(judgeUse({ from: 1, to: 100 }, { used, waiting: 0 })).toMatchObject({ state })
})

test('a port counts once, and waits only when nothing else has it', () => {
  const row = (port: string, state: string) =>
    `   0: 0100007F:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000`
  const rows = [row('1F90', '0A'), row('1F90', '06'), row('1F91', '06'), row('1F91', '06'), row('1FFF', '01')]
  expect(countPorts(['  sl  local_address', ...rows].join('\n'), { from: 8080, to: 8090 })).toEqual({
    used: 2,
    waiting: 1,
  })
})

test.each([
  [['::1', '127.0.0.1'], 'ok', 'is ::1, then 127.0.0.1 (IPv6 is tried first)'],
  [['127.0.0.1'], 'ok', 'is 127.0.0.1'],
  [['127.0.0.1', '192.0.2.1'], 'fail', 'is 127.0.0.1, then 192.0.2.1, which is not loopback'],
  [[], 'fail', 'is nothing, which is not loopback'],
])('localhost as %j: %s', (addresses, state, fact) => {
  expect(judgeLocalhost(addresses)).toMatchObject({ state, fact })
})

test.each([
  ['3.1.4', 'warn'],
  ['3.2.4', 'ok'],
  ['4.0.0', 'ok'],
  ['5.1.0', 'ok'],
  ['6.0.0-beta.1', 'warn'],
])('Vitest %s: %s', async (version, state) => {
  const folder = await mkdtemp(join(tmpdir(), 'portside-test-'))
  onTestFinished(async () => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'node_modules/vitest'), { recursive: true })
  await writeFile(join(folder, 'node_modules/vitest/package.json'), JSON.stringify({ name: 'vitest', version }))
  expect(await checkRunner({ ...context, folder }, 'vitest')).toMatchObject({ state })
  expect(await checkRunner({ ...context, folder }, 'jest')).toBeUndefined()
})

test('the columns stand under their headings with and without colour, and what to do follows', () => {
  const results = [
    { name: 'a', state: 'ok', fact: 'ok is fine' },
    { name: 'bc', state: 'fail', fact: 'is bad', fix: 'mend it' },
  ] as const
  const plain = 'STATE  CHECK  FACT\nok     a      ok is fine\nfail   bc     is bad\n\nWhat to do:\nbc: mend it\n'
  expect(formatChecks(results, false)).toBe(plain)
  expect(formatChecks(results, true)).toBe(
    plain.replace('\nok ', '\n\u001B[32mok\u001B[39m ').replace('\nfail ', '\n\u001B[31mfail\u001B[39m '),
  )
})
