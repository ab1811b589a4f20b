import { expect, test } from 'vitest'
import type { ListenerSource } from '../../src/index'
import { startWake } from '../../src/wait/wake'
import { memoryOutput } from '../support/memory-output'

const hourMs = 3_600_000

function newSource(): {
  readonly source: ListenerSource
  readonly report: () => void
  readonly listeners: Set<() => void>
} {
  const listeners = new Set<() => void>()
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const report = () => listeners.forEach((listener) => listener())
  return { source: { willReport: () => true, subscribe }, report, listeners }
}

test('a report wakes', async () => {
  const { source, report, listeners } = newSource()
  const wake = startWake({ listeners: source, signal: new AbortController().signal })
  const nap = wake.sleep(hourMs)
  report()
  expect(await nap).toBe(true)
  expect(await wake.sleep(1)).toBe(false)
  wake.end()
  expect(listeners.size).toBe(0)
})

test('a report since the last sleep leaves no time for the next', async () => {
  const { source, report } = newSource()
  const wake = startWake({ listeners: source, signal: new AbortController().signal })
  report()
  expect(await wake.sleep(hourMs)).toBe(true)
})

test('an abort wakes, also without anybody who reports', async () => {
  const abort = new AbortController()
  const wake = startWake({ signal: abort.signal })
  const nap = wake.sleep(hourMs)
  abort.abort()
  expect(await nap).toBe(true)
  expect(await wake.sleep(hourMs)).toBe(true)
})

test('what is written has the sleeper look, who sleeps on until there is something to see', async () => {
  const output = memoryOutput()
  const wake = startWake({ output, signal: new AbortController().signal })
  const seen: string[] = []
  let hasListened = false
  const nap = wake.sleep(hourMs, () => {
    seen.push(output.text())
    return hasListened
  })
  output.write('reads its files, ')
  hasListened = true
  output.write('listens')
  expect(await nap).toBe(false)
  expect(seen).toEqual(['reads its files, ', 'reads its files, listens'])
  wake.end()
  expect(output.listeners()).toBe(0)
})

test('what is written does not end a sleep that nothing to see would end', async () => {
  const output = memoryOutput()
  const wake = startWake({ output, signal: new AbortController().signal })
  const startedAtMs = performance.now()
  const nap = wake.sleep(50)
  output.write('a line')
  expect(await nap).toBe(false)
  expect(performance.now() - startedAtMs).toBeGreaterThan(49)
  wake.end()
})
