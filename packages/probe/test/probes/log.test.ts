import { expect, test } from 'vitest'
import { probe } from '../../src/index'
import { memoryOutput } from '../support/memory-output'
import { observe } from '../support/observe'
import { targetAt } from '../support/target'

test('is ready with the first line that matches, and not before', async () => {
  const output = memoryOutput()
  const wait = observe(probe.log(/listening on \d+/g), targetAt(undefined, { output }))
  expect(wait.attempts).toEqual([
    { probe: 'its output matches /listening on \\d+/g', outcome: 'pending', detail: 'no output matches so far' },
  ])
  output.write('starting\nlistening on ')
  expect(await Promise.race([wait.ready, Promise.resolve('not yet')])).toBe('not yet')
  output.write('80\n')
  await wait.ready
  expect(output.listeners()).toBe(0)
})

test('takes what was written before', async () => {
  const output = memoryOutput()
  output.write('ready\n')
  await observe(probe.log(/^ready$/m), targetAt(undefined, { output })).ready
})

test('stops listening when aborted', async () => {
  const output = memoryOutput()
  const wait = observe(probe.log(/never/), targetAt(undefined, { output }))
  wait.abort()
  await expect(wait.ready).rejects.toThrow('aborted')
  expect(output.listeners()).toBe(0)
})

test('rejects a target without output, and a pattern that is none', async () => {
  await expect(observe(probe.log(/x/), targetAt()).ready).rejects.toThrow('a probe that needs no output (api has none)')
  expect(() => probe.log('x' as never)).toThrow("Expected `pattern` to be a regular expression, got 'x'")
})
