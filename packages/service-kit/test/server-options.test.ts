import { expect, test } from 'vitest'
import { checkSettings, readAddress, settingsRule, urlRule } from '../src/database'

test('settings have names and values of a pattern', () => {
  const { isAccepted } = settingsRule('settings', /^[a-z]+$/)
  for (const settings of [{}, { name: 'a\nb', other: 1, flag: false }]) expect(isAccepted(settings)).toBe(true)
  for (const settings of [undefined, [], { Name: 1 }, { name: {} }, { name: undefined }])
    expect(isAccepted(settings)).toBe(false)
  expect(settingsRule('settings', /^[a-z]+$/, /^.*$/).isAccepted({ name: 'a\nb' })).toBe(false)
})

test('a setting that portside sets itself is refused with the reason, and no password is shown', () => {
  const reasonOf = (name: string) => (name === 'fine' ? undefined : 'portside chooses it')
  expect(() => checkSettings(undefined, reasonOf)).not.toThrow()
  expect(() => checkSettings({ fine: 1 }, reasonOf)).not.toThrow()
  expect(() => checkSettings({ port: 1 }, reasonOf)).toThrow(/settings\.port.*left out: portside chooses it.*1/)
  expect(() => checkSettings({ requirepass: 'secret' }, reasonOf)).toThrow(/^(?!.*secret).*\*{4}/)
})

test('a URL of a server that runs already is one of its kind, or empty', () => {
  const { isAccepted } = urlRule('a URL', ({ protocol }) => protocol === 'db:')
  for (const url of ['', 'db://a']) expect(isAccepted(url)).toBe(true)
  for (const url of [undefined, 1, 'db', 'http://a']) expect(isAccepted(url)).toBe(false)
})

test('an address has the parts of a URL, decoded', () => {
  const url = 'db://me%40home:a%2Fb@[::1]:5/my%20db?tls=1'
  const whole = { url, host: '::1', port: 5, user: 'me@home', password: 'a/b', database: 'my db' }
  expect(readAddress(url, 1)).toEqual(whole)
  const least = { url: 'db://host', host: 'host', port: 1, user: '', password: '', database: '' }
  expect(readAddress('db://host', 1)).toEqual(least)
})
