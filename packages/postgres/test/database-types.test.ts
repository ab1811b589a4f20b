import type { HandleOf } from '@portside/core'
import { expect, expectTypeOf, test } from 'vitest'
import {
  database,
  type DatabaseHandle,
  type DatabaseOptions,
  postgres,
  type ResettableHandle,
  type ResettableOptions,
} from '../src/index'

const server = postgres()
const ofFile = postgres({ scope: 'file' })
const client = { open: (url: string) => ({ url, size: 1 }), close: () => undefined }

test('`reset` has one signature, so that the compiler names the value that is wrong, and not an overload', () => {
  type Options = NonNullable<Parameters<typeof database>[1]>
  expectTypeOf<Options['reset']>().toEqualTypeOf<'test' | undefined>()
  const wrong = [
    () =>
      database(server, {
        // @ts-expect-error it is 'test'
        reset: 'tests',
      }),
    () =>
      database(server, {
        reset: 'test',
        // @ts-expect-error several workers share it
        scope: 'run',
      }),
    () =>
      database(server, {
        reset: 'test',
        // @ts-expect-error it is 'test'
        scope: 'tests',
      }),
    // @ts-expect-error the server ends with its file
    () => database(ofFile, { scope: 'run' }),
    // @ts-expect-error did you mean `seed`?
    () => database(server, { sed: () => undefined }),
  ]
  for (const make of wrong) expect(make).toThrow(TypeError)
})

test('the handle and the scope follow from `reset`, `scope` and `client`', () => {
  const reset = database(server, { reset: 'test' })
  expectTypeOf<HandleOf<typeof reset>>().toEqualTypeOf<ResettableHandle>()
  expectTypeOf(reset.scope).toEqualTypeOf<'worker'>()
  const plain = database(server)
  expectTypeOf<HandleOf<typeof plain>>().toEqualTypeOf<DatabaseHandle>()
  expectTypeOf(plain.scope).toEqualTypeOf<'run'>()
  const perTest = database(server, { reset: 'test', scope: 'test', client })
  expectTypeOf<HandleOf<typeof perTest>>().toEqualTypeOf<ResettableHandle<{ url: string; size: number }>>()
  expectTypeOf(perTest.scope).toEqualTypeOf<'test'>()
  const withClient = database(server, { client })
  expectTypeOf<HandleOf<typeof withClient>>().toEqualTypeOf<DatabaseHandle<{ url: string; size: number }>>()
  expectTypeOf(database(ofFile).scope).toEqualTypeOf<'file'>()
  expectTypeOf(database(ofFile, { reset: 'test' }).scope).toEqualTypeOf<'file'>()
  expect([reset.scope, plain.scope, perTest.scope]).toEqual(['worker', 'run', 'test'])
})

test('options that were written before the call keep their types', () => {
  const others: Omit<ResettableOptions, 'reset' | 'scope'> = {}
  const resettable: ResettableOptions = { reset: 'test' }
  const options: DatabaseOptions = {}
  const inFile = database(server, { ...resettable, scope: 'file' })
  expectTypeOf<HandleOf<typeof inFile>>().toEqualTypeOf<ResettableHandle>()
  expectTypeOf(inFile.scope).toEqualTypeOf<'file'>()
  const spread = database(server, { reset: 'test', ...others })
  expectTypeOf<HandleOf<typeof spread>>().toEqualTypeOf<ResettableHandle>()
  const given = database(server, options)
  expectTypeOf<HandleOf<typeof given>>().toEqualTypeOf<DatabaseHandle>()
  expect([inFile.scope, spread.scope, given.scope]).toEqual(['file', 'worker', 'run'])
})
