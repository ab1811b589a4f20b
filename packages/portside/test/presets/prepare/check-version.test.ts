import { expect, test } from 'vitest'
import { isOlder } from '../../../src/presets/prepare/check-version'

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
