import { expect, test } from 'vitest'
import { urlLogin } from '../src/index'

test.each([
  ['me:s3cr%65t', 'me:s3cret'],
  ['me:100%', 'me:100%'],
  [':word', ':word'],
  ['me', 'me:'],
])('the login of a URL is decoded, and a per cent sign may stand for itself: %s', (login, text) => {
  const { authorization = '' } = urlLogin(new URL(`http://${login}@127.0.0.1/`))
  expect(Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()).toBe(text)
})

test('a URL without a login has no header', () => {
  expect(urlLogin(new URL('http://127.0.0.1/'))).toEqual({})
})
