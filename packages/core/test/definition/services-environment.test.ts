import { describe, expect, expectTypeOf, test } from 'vitest'
import { command, defineServices } from '../../src/index'
import { mayHaveEnvironment } from '../../src/definition/services-environment'

const db = command('db')
const api = command('api', { scope: 'worker' })
const perFile = command('api', { scope: 'file' })

test('`env` has the handles of the services that live long enough, and no other name', () => {
  defineServices(
    { db, api, perFile },
    {
      env: (services) => {
        expectTypeOf(services.db.url).toEqualTypeOf<string>()
        expectTypeOf<keyof typeof services>().toEqualTypeOf<'db' | 'api'>()
        // @ts-expect-error: it is not listed.
        return { A: services.db.url, B: services.other }
      },
    },
  )
  // @ts-expect-error: a value is a string.
  defineServices({ db }, { env: ({ db }) => ({ PORT_OF_DB: db.port }) })
  // @ts-expect-error: a test module is imported once, and there is a service of each file.
  defineServices({ perFile }, { env: ({ perFile }) => ({ A: perFile.url }) })
})

test('the list has the services alone', () => {
  const services = defineServices({ db }, { env: () => ({}) })
  expect(Object.entries(services)).toEqual([['db', db]])
  expect({ ...services }).toEqual({ db })
})

describe('a services file', () => {
  test.each([
    ['export default defineServices({ db }, { env: () => ({}) })'],
    ['export default defineServices({ db }, options)'],
    ['export default defineServices(all, shared.options)'],
    [`export { default } from './all'`],
  ])('may give variables: %s', (text) => expect(mayHaveEnvironment(text)).toBe(true))

  test('that has no such word is not loaded for that', () => {
    expect(mayHaveEnvironment('const db = command("x", { ready: "/" })\nexport default defineServices({ db })')).toBe(
      false,
    )
  })
})
