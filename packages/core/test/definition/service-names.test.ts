import { expect, test } from 'vitest'
import { defineServices, external } from '../../src'

const service = external('http://127.0.0.1:1')
const define = (name: string) => () => defineServices({ [name]: service })
const rule =
  'Expected the name of a service to begin with a small letter and to have only letters and digits (a to z, A to Z, 0 to 9), got'

test.each(['api', 'api2', 'mailUi', 'x'])('a service may be called %s', (name) => {
  expect(define(name)).not.toThrow()
})

test.each([
  ['my-api', 'myApi'],
  ['Api', 'api'],
  ['mail_ui', 'mailUi'],
  ['shop.web app', 'shopWebApp'],
  ['Test', 'testService'],
])('the name %s is refused in words, with %s', (name, instead) => {
  expect(define(name)).toThrow(`${rule} ${JSON.stringify(name)}: write \`${instead}\``)
})

test.each(['', '2x', '$', 'ä'])('the name "%s" is refused, with no other one', (name) => {
  expect(define(name)).toThrow(new RegExp(`got ${JSON.stringify(name).replace('$', '\\$')}$`))
})

test('a name that test runners use for themselves is refused, with one that is free', () => {
  expect(define('page')).toThrow(
    "Expected the name of a service to be one that no test runner uses for itself, got 'page': write `pageService`",
  )
})

test('what is no definition is refused with the name of the service, and with the constructor that makes one', () => {
  const refused = (value: unknown) => () => defineServices({ api: value } as never)
  expect(refused('node server.js')).toThrow(
    "Expected `api` to be a service definition, as command('…') makes one, got 'node server.js'",
  )
  expect(refused('http://127.0.0.1:80')).toThrow("as external('http://127.0.0.1:80') makes one")
  expect(refused(() => undefined)).toThrow('as inProcess(…) makes one, got a function')
  expect(refused(null)).toThrow('Expected `api` to be a service definition, got null')
  expect(refused(Promise.resolve(service))).toThrow('Expected `api` to be a service definition, got Promise')
})
