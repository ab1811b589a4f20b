import { expect, test } from 'vitest'
import { maskSecrets, secretLines } from '../../src/command/mask-secrets'

test.each([
  ['postgres://user:secret@127.0.0.1:5432/db', 'postgres://user:****@127.0.0.1:5432/db'],
  ['redis://:secret@127.0.0.1', 'redis://:****@127.0.0.1'],
  ['http://127.0.0.1:3000/a@b', 'http://127.0.0.1:3000/a@b'],
  ['mailto:a@b.c', 'mailto:a@b.c'],
])('masks only the password in %j', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked)
})

test('masks every occurrence of a secret, the longer one first, and ignores an empty one', () => {
  expect(maskSecrets('a-key b-keyring key', secretLines(['key', '', 'keyring']))).toBe('a-**** b-**** ****')
})

test('masks each line of a secret that has several, but for those that are everywhere', () => {
  const secrets = secretLines(['{\n"private-key": "abc"\r\n}'])
  expect(maskSecrets('| {\n| "private-key": "abc"\n| }', secrets)).toBe('| {\n| ****\n| }')
})
