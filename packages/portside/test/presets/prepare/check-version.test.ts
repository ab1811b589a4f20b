import { expect, test } from 'vitest'
import { checkVersion, isOlder } from '../../../src/presets/prepare/check-version'

test.each([
  ['2.9.18', '3.0', true],
  ['3.0.0', '3.0', false],
  ['3.0.0-beta.1', '3.0', false],
  ['10.0.0', '9.1', false],
  ['9.1', '10', true],
  ['4.2.3', '4.2.10', true],
  ['2.2', '2.2.0', false],
])('%s is older than %s: %s', (version, from, expected) => {
  expect(isOlder(version, from)).toBe(expected)
})

test('a version that is too old is refused with the command for a newer one', () => {
  const tool = { title: 'Vite', version: '1.0.0', folder: '/app', install: 'npm install -D vite@latest' }
  const source = { name: 'vite', from: '2.9', address: [] }
  expect(() => checkVersion(source, tool as never, { service: 'web' } as never)).toThrow(
    'Install a newer version: `npm install -D vite@latest`.',
  )
})
