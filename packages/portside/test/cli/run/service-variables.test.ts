import { expect, test } from 'vitest'
import {
  checkMentions,
  fillServicePlaceholders,
  type NamedService,
  serviceVariables,
} from '../../../src/cli/run/service-variables'

const share = (name: string, data: object): NamedService => ({ name, data })
const services = [
  share('queue', {}),
  share('adminApi', { url: 'http://127.0.0.1:4000', host: '127.0.0.1', port: 4000 }),
  share('web', { url: 'http://127.0.0.1:5000', host: '127.0.0.1', port: 5000 }),
]

test('fills in the address of the first service that has one, or of a named one', () => {
  expect(fillServicePlaceholders('{url} {port} {web.url}/x {web.host}', services)).toBe(
    'http://127.0.0.1:4000 4000 http://127.0.0.1:5000/x 127.0.0.1',
  )
})

test('leaves what names no address', () => {
  expect(fillServicePlaceholders('{other.url} {queue.port} {name} {}', services)).toBe(
    '{other.url} {queue.port} {name} {}',
  )
})

test('gives the addresses in variables', () => {
  expect(serviceVariables(services)).toEqual({
    PORTSIDE_URL: 'http://127.0.0.1:4000',
    PORTSIDE_ADMIN_API_URL: 'http://127.0.0.1:4000',
    PORTSIDE_ADMIN_API_HOST: '127.0.0.1',
    PORTSIDE_ADMIN_API_PORT: '4000',
    PORTSIDE_WEB_URL: 'http://127.0.0.1:5000',
    PORTSIDE_WEB_HOST: '127.0.0.1',
    PORTSIDE_WEB_PORT: '5000',
  })
})

test.each([
  ['{apii.url}', '{api.url}'],
  ['http://{api.hots}/x', '{api.host}'],
  ['{api.uri}', '{api.url}'],
])('a placeholder that is misspelt is refused: %s', (word, meant) => {
  expect(() => checkMentions(['curl', word], ['api'])).toThrow(`is ${meant} meant?`)
})

test.each(['{api.url}', '{print $1.x}', '${api.uri}', '{{api.uri}}', '{other.thing}', '{ .api.uri }'])(
  'other braces are left to the command: %s',
  (word) => expect(() => checkMentions([word], ['api'])).not.toThrow(),
)
