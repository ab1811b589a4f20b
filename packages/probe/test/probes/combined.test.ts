import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { probe, toProbe } from '../../src/index'
import { freeAddress } from '../support/free-address'
import { listenTcp } from '../support/listen'
import { observe } from '../support/observe'
import { targetAt } from '../support/target'
import { temporaryDirectory } from '../support/temporary-directory'

test('all is ready when the last one is', async () => {
  const [address, cwd] = [await freeAddress(), temporaryDirectory()]
  const wait = observe(probe.all(probe.tcp(), probe.file('a')), targetAt(address, { cwd }))
  await listenTcp(address)
  await wait.tracked(({ probe }) => probe === 'a exists')
  expect(await Promise.race([wait.ready, Promise.resolve('not yet')])).toBe('not yet')
  writeFileSync(join(cwd, 'a'), '')
  await wait.ready
})

test('any is ready when the first one is, keeps the notes of all and ends the others', async () => {
  const [address, cwd] = [await freeAddress(), temporaryDirectory()]
  const wait = observe(probe.any(probe.tcp(), probe.file('a')), targetAt(address, { cwd }))
  await wait.tracked(({ probe }) => probe === 'a exists')
  await wait.tracked(({ probe }) => probe === 'its port accepts connections')
  writeFileSync(join(cwd, 'a'), '')
  await wait.ready
  const server = await listenTcp(address)
  await server.close()
  expect(server.accepted()).toBe(0)
})

test('both end when aborted, and pass on that one can never succeed', async () => {
  for (const compose of [probe.all, probe.any]) {
    const wait = observe(compose(probe.tcp(), probe.file('a')), targetAt(await freeAddress()))
    wait.abort()
    await expect(wait.ready).rejects.toThrow('aborted')
    const vain = observe(compose(probe.file('a'), probe.log(/x/)), targetAt())
    await expect(vain.ready).rejects.toThrow('a probe that needs no output')
  }
})

test('they say what they are made of, and take nothing but probes', () => {
  expect(probe.all(probe.tcp(), probe.any(probe.file('a'), probe.file('b'))).description).toBe(
    'its port accepts connections and (a exists or b exists)',
  )
  expect(() => probe.all()).toThrow('Expected `probes` to be at least one probe, got []')
  expect(() => probe.any(probe.tcp(), '/' as never)).toThrow("Expected `probes[1]` to be made by `probe`, got '/'")
})

test('they ask the port of the target if one that must be ready does', () => {
  const asked = [
    probe.tcp(),
    probe.http('/health'),
    probe.redis(),
    probe.stable(probe.tcp(), 100),
    probe.all(probe.file('a'), probe.tcp()),
  ]
  expect(asked.map(({ asksPort }) => asksPort)).toEqual(asked.map(() => true))
  const others = [
    probe.tcp(3000),
    probe.http('http://127.0.0.1:3000/'),
    probe.redis({ port: 6379 }),
    probe.log(/up/),
    probe.any(probe.tcp(), probe.file('a')),
  ]
  expect(others.some(({ asksPort }) => asksPort)).toBe(false)
})

test('stable is ready when the probe has held for the time', async () => {
  const address = await freeAddress()
  const server = await listenTcp(address)
  const startedAtMs = performance.now()
  await observe(probe.stable(probe.tcp(), 100), targetAt(address)).ready
  expect(performance.now() - startedAtMs).toBeGreaterThan(99)
  expect(server.accepted()).toBeGreaterThan(1)
})

test('stable starts again after a failed attempt', async () => {
  const results = [true, false]
  let nextCallMs: number | undefined
  const check = (): boolean => {
    if (results.length === 0) nextCallMs ??= performance.now()
    return results.shift() ?? true
  }
  const wait = observe(probe.stable(toProbe(check), 100), targetAt())
  await wait.ready
  expect(performance.now() - (nextCallMs ?? 0)).toBeGreaterThan(99)
  expect(wait.attempts).toHaveLength(1)
  expect(() => probe.stable(probe.tcp(), 0)).toThrow(
    'Expected `ms` to be milliseconds above 0, at most 2147483647, got 0',
  )
})
