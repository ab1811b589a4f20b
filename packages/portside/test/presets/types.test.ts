import { command, defineService, reservePort, type ServerHandle, type ServiceDefinition } from '@portside/core'
import { expectTypeOf, test } from 'vitest'
import { flask, preset, script, vite } from '../../src/presets'

const db = defineService({ start: () => ({ url: 'postgres://127.0.0.1' }) })

test('a preset has the types of a command that listens', () => {
  expectTypeOf(vite()).toEqualTypeOf<ServiceDefinition<ServerHandle, 'run', Readonly<Record<string, never>>>>()
  expectTypeOf(vite().scope).toEqualTypeOf<'run'>()
  expectTypeOf(vite({ scope: 'file' }).scope).toEqualTypeOf<'file'>()
  expectTypeOf(script('dev')).toEqualTypeOf(vite())
  const api = command('node api.js', { scope: 'test' })
  expectTypeOf(vite({ needs: { api } }).scope).toEqualTypeOf<'test'>()
  const web = flask({
    app: 'shop',
    needs: { db },
    ports: { admin: 'lease' },
    env: ({ db }, self) => ({ DATABASE_URL: db.url, ADMIN: self.ports.admin }),
  })
  expectTypeOf(web).toExtend<ServiceDefinition<ServerHandle<'admin'>>>()
  expectTypeOf(vite({ port: reservePort() }).scope).toEqualTypeOf<'run'>()
})

test('what makes no sense for a tool is a type error', () => {
  const made = (): void => {
    // @ts-expect-error A shell does not run it.
    vite({ shell: true })
    // @ts-expect-error It always listens.
    vite({ port: 'none' })
    // @ts-expect-error It has no app.
    vite({ app: 'shop' })
    // @ts-expect-error The need is not there.
    flask({ needs: { db }, env: ({ api }) => ({ API: api.url }) })
    // @ts-expect-error Its scope is broader than that of its need.
    vite({ needs: { api: command('node api.js', { scope: 'test' }) }, scope: 'run' })
    // @ts-expect-error It has no such option of its own.
    preset<{ readonly entry?: string }>({ name: 'parcel', address: [] })({ entri: 'x' })
  }
  expectTypeOf(made).toBeFunction()
})
