import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkRunner, findRunner, isSupported, type RunnerName } from '../../src/worker/runner-version'

let project: string
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'portside-test-'))
})
afterEach(() => rmSync(project, { recursive: true }))

function install(name: string, version: string, folder = project): string {
  const installed = join(folder, 'node_modules', name)
  mkdirSync(installed, { recursive: true })
  writeFileSync(join(installed, 'package.json'), JSON.stringify({ name, version }))
  return installed
}

test.each<[RunnerName, string, boolean]>([
  ['vitest', '0.34.6', false],
  ['vitest', '3.1.4', false],
  ['vitest', '3.2.0', true],
  ['vitest', '4.0.0', true],
  ['vitest', '5.1.0-beta.1', true],
  ['vitest', '6.0.0', false],
  ['jest', '28.1.3', false],
  ['jest', '29.0.0', true],
  ['jest', '30.5.2', true],
  ['jest', '31.0.0-alpha.1', false],
  ['@playwright/test', '1.49.1', false],
  ['@playwright/test', '1.50.0', true],
  ['@playwright/test', '1.65.1', true],
  ['@playwright/test', '2.0.0', false],
])('%s %s is supported: %s', (name, version, expected) => {
  expect(isSupported(name, version)).toBe(expected)
})

test('the runner is found from a folder of the project, the nearest first', () => {
  const outer = install('vitest', '5.1.2')
  const app = join(project, 'packages/app')
  expect(findRunner('vitest', app)).toEqual({ version: '5.1.2', folder: outer })
  const inner = install('vitest', '3.2.7', app)
  expect(findRunner('vitest', join(app, 'src'))).toEqual({ version: '3.2.7', folder: inner })
})

test('an unsupported version is refused with what was found where, what works, and what to do', () => {
  const folder = install('jest', '27.5.1')
  expect(() => checkRunner('jest', project)).toThrow(
    expect.objectContaining({
      code: 'E_UNSUPPORTED_RUNNER',
      message: [
        'jest 27.5.1 is not supported, 29 and 30 are (E_UNSUPPORTED_RUNNER)',
        `  Found in ${folder}`,
        '',
        '  → Install a supported version: `npm install --save-dev jest@30`.',
        '',
        '  More: npx portside explain E_UNSUPPORTED_RUNNER',
      ].join('\n'),
    }),
  )
})

test('a version newer than all that is supported may also mean that portside is old', () => {
  install('vitest', '99.0.0')
  expect(() => checkRunner('vitest', project)).toThrow('portside@latest')
})

test('a supported version passes, and so does a runner that is not there or cannot be read', () => {
  install('vitest', '4.1.12')
  writeFileSync(join(install('jest', ''), 'package.json'), 'no JSON')
  expect(() => checkRunner('vitest', project)).not.toThrow()
  expect(() => checkRunner('jest', project)).not.toThrow()
  expect(() => checkRunner('@playwright/test', project)).not.toThrow()
})

test('a version that is too new is answered with a newer portside, too', () => {
  install('jest', '31.0.0')
  expect(() => checkRunner('jest', project)).toThrow(
    'Or a portside that supports this one: `npm install --save-dev portside@latest`.',
  )
})
