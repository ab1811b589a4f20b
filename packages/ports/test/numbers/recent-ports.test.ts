import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leasePort } from '../../src'
import { countRecentPorts, isRecentPort } from '../../src/numbers/recent-ports'
import { readUsage, writeUsage } from '../../src/numbers/usage-file'
import { builtPackage } from '../support/built-package'
import { runProgram } from '../support/program'

test('a port that was released a moment ago is recent, and a range gives another one', async () => {
  const lease = await leasePort()
  await lease.release()
  expect(isRecentPort(lease.port)).toBe(true)
  const first = await leasePort({ range: { from: 21_300, to: 21_399 } })
  await first.release()
  const second = await leasePort({ range: { from: 21_300, to: 21_399 } })
  expect(second.port).not.toBe(first.port)
  await second.release()
})

test('ports that other processes used are remembered by time, in the cache folder of the user', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portside-cache-'))
  const { XDG_CACHE_HOME: before } = process.env
  process.env['XDG_CACHE_HOME'] = folder
  writeUsage([40_001, 65_535], 1_700_000_000_000)
  const usedAt = readUsage()
  expect([usedAt(40_001), usedAt(65_535), usedAt(40_002)]).toEqual([1_700_000_000_000, 1_700_000_000_000, 0])
  const program = runProgram('lease.mjs', await builtPackage(), '{}', '--no-wait')
  const { port } = JSON.parse(await program.line()) as { port: number }
  await program.ended
  expect(Date.now() - readUsage()(port)).toBeLessThan(60_000)
  expect((await readFile(join(folder, 'portside', 'ports'))).length).toBeLessThanOrEqual(262_144)
  if (before === undefined) delete process.env['XDG_CACHE_HOME']
  else process.env['XDG_CACHE_HOME'] = before
  await rm(folder, { recursive: true })
})

test('a clock that was set back keeps no port away, and is reported', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portside-cache-'))
  const { XDG_CACHE_HOME: before } = process.env
  process.env['XDG_CACHE_HOME'] = folder
  const hourMs = 3_600_000
  writeUsage([20_001], Date.now() - 1000)
  writeUsage([20_002, 20_003], Date.now() + hourMs)
  writeUsage([20_004], Date.now() - hourMs)
  expect(countRecentPorts()).toEqual({ recent: 1, ahead: 2 })
  // The entry that was read of this cache before is old enough to be read again.
  await expect.poll(() => isRecentPort(20_001), { timeout: 5000 }).toBe(true)
  expect([20_002, 20_003, 20_004].map(isRecentPort)).toEqual([false, false, false])
  if (before === undefined) delete process.env['XDG_CACHE_HOME']
  else process.env['XDG_CACHE_HOME'] = before
  await rm(folder, { recursive: true })
})

test('a cache that cannot be written is none', () => {
  const { XDG_CACHE_HOME: before } = process.env
  process.env['XDG_CACHE_HOME'] = '/proc/none'
  expect(() => writeUsage([1], 0)).not.toThrow()
  expect(readUsage()(1)).toBe(0)
  if (before === undefined) delete process.env['XDG_CACHE_HOME']
  else process.env['XDG_CACHE_HOME'] = before
})
