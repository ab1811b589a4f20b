import { probe } from '@portside/probe'
import { describe, expect, test } from 'vitest'
import {
  command,
  defineService,
  defineServices,
  external,
  inProcess,
  reservePort,
  type ServiceDefinition,
  start,
  task,
} from '../../src/index'

const db = defineService({ start: () => ({}) })

describe('definitions', () => {
  test('of what is running already start nothing', async () => {
    const begin = () => expect.unreachable()
    const db = defineService<{ url: string }>({ existing: { url: 'postgres://ci' }, start: begin })
    const handle = await start(db)
    expect(handle.url).toBe('postgres://ci')
    await handle.stop()
  })

  test('are frozen data that runs nothing', () => {
    const api = command('node server.js', { needs: { db } })
    expect(Object.isFrozen(api)).toBe(true)
    expect(Object.isFrozen(api.needs)).toBe(true)
    expect(api).toMatchObject({ kind: 'command', scope: 'run', needs: { db } })
  })

  test('have the narrowest scope of their needs', () => {
    const perTest = task(() => {}, { scope: 'test' })
    expect(command('node server.js', { needs: { db, perTest } }).scope).toBe('test')
    expect(inProcess(() => () => {}).scope).toBe('file')
  })

  const wrong: readonly [string, () => ServiceDefinition, string][] = [
    ['a need that is none', () => command('node x', { needs: { db: {} as ServiceDefinition } }), 'needs.db'],
    [
      'a scope that outlives a need',
      () => task('node x', { needs: { perFile: inProcess(() => () => {}) }, scope: 'run' as never }),
      'scope',
    ],
    ['a copy of a need', () => command('node x', { needs: { db: { ...db } } }), 'a copy of one: use'],
    ['an unknown scope', () => task('node x', { scope: 'suite' as 'run' }), 'scope'],
    ['an empty command', () => command(' '), 'command'],
    ['what only a shell understands', () => command('node a && node b'), 'shell'],
    ['a variable in front', () => command('A=1 node a'), 'env'],
    ['a port out of range', () => command('node a', { port: 70_000 }), 'port'],
    ['no way to see that it is ready', () => command('node a', { port: 'none' }), 'ready'],
    [
      'a probe that looks for the socket that portside hands over',
      () =>
        command('node a', { port: 'inherit', ready: probe.stable(probe.any(probe.listening(), probe.log(/up/)), 10) }),
      'hands the socket over',
    ],
    ['PORT in env', () => command('node a', { env: { PORT: 3000 } }), 'env.PORT'],
    ['a duration below 0', () => command('node a', { startTimeoutMs: -1 }), 'startTimeoutMs'],
    ['a named port out of range', () => command('node a', { ports: { admin: 0 } }), 'ports.admin'],
    ['a time to stop that is none', () => command('node a', { stopTimeoutMs: 0 }), 'stopTimeoutMs'],
    ['a signal that no system has', () => command('node a', { stopSignal: 'SIGNOT' as 'SIGINT' }), 'stopSignal'],
    [
      'the path of a program to leave running',
      () => command('node a', { leaveRunning: ['bin/daemon'] }),
      'leaveRunning',
    ],
    ['an empty glob pattern', () => command('node a', { watch: [''] }), 'watch'],
    ['a port to move that is none', () => command('node a', { remap: { 0: 'lease' } }), 'remap'],
    [
      'a port to move without a listen hook',
      () => command('node a', { remap: { 3000: 'lease' }, listenHook: false }),
      'listenHook',
    ],
    ['an unknown way of exposure', () => command('node a', { expose: 'hide' as 'warn' }), 'expose'],
    ['trust without TLS', () => command('node a', { ca: 'ca.pem' }), 'ca'],
    [
      'a host beside a reserved port',
      () => command('node a', { port: reservePort(), host: '127.0.0.1' }),
      'reservePort() takes it',
    ],
    ['another host than loopback', () => command('node a', { host: '0.0.0.0' as '::1' }), 'host'],
    ['a URL that is none', () => external('not a url'), 'url'],
  ]
  test.each(wrong)('refuse %s with a TypeError that names it', (_, define, name) => {
    expect(define).toThrow(TypeError)
    expect(define).toThrow(name)
  })
})

describe('defineServices', () => {
  test('keeps the definitions under their names', () => {
    const api = command('node server.js', { needs: { db } })
    expect(defineServices({ db, api })).toEqual({ db, api })
  })

  test.each(['Api', 'my-api', '1st', 'expect', 'task', 'page'])('refuses %j as a name', (name) => {
    expect(() => defineServices({ [name]: db })).toThrow(TypeError)
  })

  test('refuses a value that is no definition', () => {
    expect(() => defineServices({ api: 'node server.js' as unknown as ServiceDefinition })).toThrow('api')
  })
})
