import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { stepRule, type NamedStep, stepsOf, watchedBySteps } from '../src/database'
import { keyOfSteps } from '../src/index'

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'kit-steps-')))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

test('the steps are in their order, and watch mode watches their files', () => {
  const seed = { run: () => undefined, files: ['seed'] }
  const steps = stepsOf({ seed, migrate: './migrations' })
  expect(steps.map(({ name }) => name)).toEqual(['migrate', 'seed'])
  expect(watchedBySteps(steps)).toEqual(['./migrations', './migrations/**', 'seed', 'seed/**'])
})

test('a key changes with the text of a step, its files and its key, and there is none for inputs that nobody knows', async () => {
  const keyOf = (...steps: readonly NamedStep[]) => keyOfSteps(steps, { name: 'db', directory }, 1)
  writeFileSync(join(directory, 'a.sql'), 'select 1')
  const file = { name: 'migrate', step: 'a.sql' } as const
  const before = await keyOf(file)
  expect(await keyOf(file)).toBe(before)
  writeFileSync(join(directory, 'a.sql'), 'select 2')
  const command = { name: 'migrate', step: { command: 'x', key: '1' } } as const
  const keys = [
    before,
    await keyOf(file),
    await keyOf({ ...file, name: 'seed' }),
    await keyOf(command),
    await keyOf({ ...command, step: { command: 'x', key: '2' } }),
    await keyOf(file, command),
    await keyOfSteps([file], { name: 'db', directory }, 2),
  ]
  expect(new Set(keys).size).toBe(keys.length)
  expect(await keyOf({ name: 'seed', step: () => undefined })).toBeUndefined()
  await expect(keyOf({ name: 'migrate', step: 'missing.sql' })).rejects.toThrow('`migrate` found no files')
})

test.each<readonly [unknown, boolean]>([
  ['./a.sql', true],
  [{ command: ['a', 'b'], files: [] }, true],
  [{ run: () => undefined, key: '' }, true],
  [{ command: 'x', run: () => undefined }, false],
  [{ command: [] }, false],
  [{ run: () => undefined, file: 'x' }, false],
  [null, false],
])('%j as a step: %s', (step, isStep) => {
  expect(stepRule.isAccepted(step)).toBe(isStep)
})
