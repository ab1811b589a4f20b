import { expect, test } from 'vitest'
import { maskSecrets } from '../../src/command/mask-secrets'

test.each([
  ['postgres://user:secret@127.0.0.1:5432/db', 'postgres://user:****@127.0.0.1:5432/db'],
  ['redis://:secret@127.0.0.1', 'redis://:****@127.0.0.1'],
  ['http://127.0.0.1:3000/a@b', 'http://127.0.0.1:3000/a@b'],
  ['mailto:a@b.c', 'mailto:a@b.c'],
])('masks only the password in %j', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked)
})

test('masks every occurrence of a secret, and ignores an empty one', () => {
  expect(maskSecrets('a-key b-key key', ['key', ''])).toBe('a-**** b-**** ****')
})
