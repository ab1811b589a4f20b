import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { probe } from '../../src/index'
import { observe } from '../support/observe'
import { targetAt } from '../support/target'
import { temporaryDirectory } from '../support/temporary-directory'

test("is ready when the file exists, below the target's folder", async () => {
  const cwd = temporaryDirectory()
  const wait = observe(probe.file('run/pid'), targetAt(undefined, { cwd }))
  const attempt = await wait.tracked(() => true)
  expect(attempt).toMatchObject({ probe: 'run/pid exists', outcome: 'pending' })
  expect(attempt.detail).toBe(`${join(cwd, 'run/pid')} does not exist`)
  mkdirSync(join(cwd, 'run'))
  writeFileSync(join(cwd, 'run/pid'), '1')
  await wait.ready
})

test('waits for a file in the place of whose folder a file is so far', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'run'), '')
  const wait = observe(probe.file('run/pid'), targetAt(undefined, { cwd }))
  expect(await wait.tracked(() => true)).toMatchObject({
    outcome: 'pending',
    detail: `${join(cwd, 'run/pid')} does not exist`,
  })
  rmSync(join(cwd, 'run'))
  mkdirSync(join(cwd, 'run'))
  writeFileSync(join(cwd, 'run/pid'), '1')
  await wait.ready
})

test('waits until a file has not changed for a while', async () => {
  const file = join(temporaryDirectory(), 'bundle.js')
  writeFileSync(file, 'a')
  let hasEnded = false
  const wait = observe(probe.file(file, { settledMs: 200 }), targetAt())
  void wait.ready.then(() => (hasEnded = true))
  expect(await wait.tracked(() => true)).toMatchObject({
    probe: `${file} exists and has not changed for 200 ms`,
    outcome: 'pending',
    detail: `${file} still changes: 1 bytes`,
  })
  appendFileSync(file, 'b')
  const writtenAtMs = performance.now()
  await wait.tracked(({ detail }) => detail.endsWith('2 bytes'))
  expect(hasEnded).toBe(false)
  await wait.ready
  expect(performance.now() - writtenAtMs).toBeGreaterThanOrEqual(199)
})

test('says why a path cannot be looked at', async () => {
  const wait = observe(probe.file('x'.repeat(5000)), targetAt())
  expect(await wait.tracked(() => true)).toMatchObject({
    outcome: 'failed',
    detail: expect.stringContaining('ENAMETOOLONG') as string,
  })
  wait.abort()
  await expect(wait.ready).rejects.toThrow('aborted')
})

test('rejects an empty path', () => {
  expect(() => probe.file('')).toThrow("Expected `path` to be the path of a file, got ''")
  expect(() => probe.file('x', { settledMs: -1 })).toThrow(
    'Expected `settledMs` to be milliseconds from 0 to 2147483647, got -1',
  )
})
