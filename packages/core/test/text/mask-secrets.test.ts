import { expect, test } from 'vitest'
import { maskOutput, maskSecrets, secretLines } from '../../src/text/mask-secrets'

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

test.each([
  ['up\nlogs in at postgres://me:pass', 'up\nlogs in at postgres://me:****'],
  ['with token-abc', 'with ****'],
  ['listens on http://127.0.0.1:3000', 'listens on http://127.0.0.1:3000'],
  ['listens on \u001B[32mhttp://localhost:3000\u001B[39m', 'listens on \u001B[32mhttp://localhost:3000\u001B[39m'],
  ['at postgres://me:pass\n', 'at postgres://me:pass\n'],
  ['no to', 'no to'],
])('masks what the end of the output has left of a secret in %j', (output, masked) => {
  expect(maskOutput(output, ['token-abcdef'])).toBe(masked)
})
