import { expectTypeOf, test } from 'vitest'
import {
  command,
  defineService,
  defineServices,
  type HandlesOf,
  inProcess,
  override,
  type OwnedHandle,
  type ProcessControls,
  type ProcessHandle,
  reservePort,
  type ServerHandle,
  type ServiceDefinition,
  task,
  type TaskHandle,
  type TestHandleOf,
} from '../../src/index'

test('infers handles, ports and scopes from the definitions', () => {
  const db = defineService({ start: () => ({ url: 'postgres://127.0.0.1' }) })
  const api = command('node server.js', {
    needs: { db },
    ports: { admin: 'lease' },
    env: ({ db }, self) => ({ DATABASE_URL: db.url, ADMIN: self.ports.admin }),
  })
  const services = defineServices({ db, api, worker: command('node worker.js', { port: 'none', ready: /ready/ }) })
  type Handles = HandlesOf<typeof services>
  expectTypeOf<Handles['db']>().toEqualTypeOf<{ url: string }>()
  expectTypeOf<Handles['api']>().toEqualTypeOf<ServerHandle<'admin'>>()
  expectTypeOf<Handles['api']['ports']>().toEqualTypeOf<Readonly<Record<'admin', number>>>()
  expectTypeOf<Handles['worker']>().not.toHaveProperty('url')
  expectTypeOf(command('vite', { port: 'discover' })).toEqualTypeOf(command('vite'))
  expectTypeOf(api.scope).toEqualTypeOf<'run'>()
})

test('takes the narrowest scope of the needs', () => {
  const perTest = task('node seed.js', { scope: 'test' })
  const perFile = inProcess(() => () => {})
  expectTypeOf(perFile.scope).toEqualTypeOf<'file'>()
  expectTypeOf(command('node server.js', { needs: { perFile } }).scope).toEqualTypeOf<'file'>()
  expectTypeOf(command('node server.js', { needs: { perFile, perTest } }).scope).toEqualTypeOf<'test'>()
  expectTypeOf(inProcess(() => () => {}, { needs: { perTest } }).scope).toEqualTypeOf<'test'>()
})

test('overrides keep the handle, and narrow the scope with their needs', () => {
  const db = defineService({ start: () => ({ url: 'postgres://127.0.0.1' }) })
  const api = command('node server.js', { needs: { db }, ports: { admin: 'lease' } })
  const perTest = defineService({ scope: 'test', start: () => ({ url: 'postgres://127.0.0.1', extra: true }) })
  const variant = override(api, { needs: { db: perTest }, env: ({ db }) => ({ DATABASE_URL: db.url }) })
  expectTypeOf<HandlesOf<{ variant: typeof variant }>['variant']>().toEqualTypeOf<ServerHandle<'admin'>>()
  expectTypeOf(variant.scope).toEqualTypeOf<'test'>()
  expectTypeOf(override(api, { env: { A: 1 } }).scope).toEqualTypeOf<'run'>()
  expectTypeOf(override(api, { scope: 'file' }).scope).toEqualTypeOf<'file'>()
  expectTypeOf(override(variant, { scope: 'test' }).needs.db).toEqualTypeOf(api.needs.db)
})

test('overrides refuse other handles, other names and scopes that outlive a need', () => {
  const db = defineService({ start: () => ({ url: 'postgres://127.0.0.1' }) })
  const api = command('node server.js', { needs: { db } })
  const perTest = defineService({ scope: 'test', start: () => ({ url: '' }) })
  const number = defineService({ start: () => ({ url: 5432 }) })
  // @ts-expect-error Its `url` is a number.
  attempt(() => override(api, { needs: { db: number } }))
  // @ts-expect-error There is no such need.
  attempt(() => override(api, { needs: { database: db } }))
  // @ts-expect-error It has no needs.
  attempt(() => override(command('node server.js'), { needs: { db } }))
  // @ts-expect-error Nor has this one.
  attempt(() => override(db, { needs: { db } }))
  // @ts-expect-error A file outlives the test.
  attempt(() => override(api, { needs: { db: perTest }, scope: 'file' }))
  // @ts-expect-error There is no such need.
  attempt(() => override(api, { env: ({ other }) => ({ URL: other.url }) }))
  // @ts-expect-error There is no such option.
  attempt(() => override(api, { ready: '/' }))
})

test('a reserved port narrows the scope of the command that takes it', () => {
  const perTest = reservePort({ scope: 'test' })
  expectTypeOf(command('node web.js', { port: perTest }).scope).toEqualTypeOf<'test'>()
  expectTypeOf(command('node web.js', { port: reservePort() }).scope).toEqualTypeOf<'run'>()
  expectTypeOf(command('node web.js', { port: perTest })).toExtend<ServiceDefinition<ServerHandle>>()
  // @ts-expect-error A file outlives the test.
  attempt(() => command('node web.js', { port: perTest, scope: 'file' }))
  // @ts-expect-error It has no `url` to listen on.
  attempt(() => command('node web.js', { port: defineService({ start: () => ({}) }) }))
})

test('what is running already has the handle of what would be started', () => {
  const url = process.env['SERVICE_URL']
  expectTypeOf(command('node server.js', { existing: url })).toEqualTypeOf(command('node server.js'))
  expectTypeOf(inProcess(() => () => {}, { existing: url }).scope).toEqualTypeOf<'file'>()
  defineService({ existing: { url: 'postgres://ci' }, start: () => ({ url: 'postgres://127.0.0.1' }) })
  // @ts-expect-error Its handle needs a `url`.
  attempt(() => defineService<{ url: string }>({ existing: {}, start: () => ({ url: '' }) }))
  // @ts-expect-error A URL is text.
  attempt(() => command('node server.js', { existing: 3000 }))
  // @ts-expect-error What runs already is no step.
  attempt(() => task('node seed.js', { existing: url }))
})

test('gives tests the means to disturb what is their own, and no other', () => {
  const db = command('node db.js', { scope: 'file' })
  const api = command('node server.js', { needs: { db }, ports: { admin: 'lease' } })
  const shared = command('node server.js')
  type OwnServer = OwnedHandle<ServerHandle>
  expectTypeOf<OwnServer>().toExtend<ServerHandle & ProcessControls>()
  expectTypeOf<TestHandleOf<typeof db>>().toEqualTypeOf<OwnServer>()
  expectTypeOf<TestHandleOf<typeof api>>().toEqualTypeOf<OwnedHandle<ServerHandle<'admin'>>>()
  expectTypeOf<TestHandleOf<typeof shared>>().toEqualTypeOf<ServerHandle>()
  expectTypeOf(override(shared, { scope: 'test' })).toExtend<ServiceDefinition<ServerHandle, 'test'>>()
  const variant = override(shared, { scope: 'test' })
  expectTypeOf<TestHandleOf<typeof variant>>().toEqualTypeOf<OwnServer>()
  const ofWorker = override(shared, { scope: 'worker' })
  expectTypeOf<TestHandleOf<typeof ofWorker>>().toEqualTypeOf<ServerHandle>()
  const here = inProcess(() => () => {})
  expectTypeOf<TestHandleOf<typeof here>>().toEqualTypeOf<OwnServer>()
  const queue = command('node worker.js', { scope: 'file', port: 'none', ready: /ready/ })
  expectTypeOf<TestHandleOf<typeof queue>>().toEqualTypeOf<OwnedHandle<ProcessHandle>>()
  const seed = task('node seed.js', { scope: 'file' })
  expectTypeOf<TestHandleOf<typeof seed>>().toEqualTypeOf<TaskHandle>()
  const folder = defineService({ scope: 'file', start: () => ({ path: '/tmp' }) })
  expectTypeOf<TestHandleOf<typeof folder>>().toEqualTypeOf<{ path: string }>()
  // Its scope is not known.
  expectTypeOf<TestHandleOf<ServiceDefinition<ServerHandle>>>().toEqualTypeOf<ServerHandle>()
  // @ts-expect-error A need is not the service's own.
  attempt(() => command('node server.js', { needs: { db }, env: ({ db }) => ({ A: String(db.restart) }) }))
  // @ts-expect-error Nor is it the task's.
  attempt(() => task(({ db }) => db.restart(), { needs: { db } }))
})

test('refuses what cannot be', () => {
  const perFile = inProcess(() => () => {})
  // @ts-expect-error A run outlives the file.
  attempt(() => command('node server.js', { needs: { perFile }, scope: 'run' }))
  // @ts-expect-error There is no such need.
  attempt(() => command('node server.js', { needs: { perFile }, env: ({ other }) => ({ URL: other.url }) }))
  // @ts-expect-error Nor is there one that a hard-coded port could become.
  attempt(() => command('node server.js', { ports: { admin: 'lease' }, remap: { 3000: 'metrics' } }))
  // @ts-expect-error There is no such port.
  attempt(() => command('node server.js', { ports: { admin: 'lease' }, env: (_, self) => ({ A: self.ports.metrics }) }))
  // @ts-expect-error `ready` is no number.
  attempt(() => command('node server.js', { ready: 3000 }))
  // @ts-expect-error A need is a definition.
  attempt(() => command('node server.js', { needs: { db: 'postgres' } }))
})

/** Runs what is here for its types; that it throws, too, is tested elsewhere. */
function attempt(define: () => unknown): void {
  try {
    define()
  } catch {
    // Wrong definitions throw a TypeError.
  }
}
