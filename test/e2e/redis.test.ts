import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRedis, reason } from '../../packages/redis/test/support/server-programs'
import { createProject, type Project } from '../support/create-project'
import { runProgram } from '../support/run-program'

let project: Project

beforeAll(async () => {
  if (!hasRedis) return
  project = await createProject(['@portside/redis', '@portside/service-kit', 'ioredis@5', 'vitest@4.1.12'])
  await project.write({
    'server.cjs': server,
    'services.cjs': `
      const { command, defineServices } = require('portside')
      const { database, redis } = require('@portside/redis')
      const server = redis()
      const cache = database(server, { reset: 'test', seed: ({ send }) => send('RPUSH', 'users', 'Ann') })
      const own = database(server, { scope: 'test' })
      const bus = database(server, { scope: 'test', isolation: 'process' })
      const api = command('node server.cjs', { needs: { cache }, env: ({ cache }) => ({ REDIS_URL: cache.url }), ready: '/health' })
      module.exports = defineServices({ server, cache, own, bus, api })`,
    'vitest.config.mjs': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.cjs' })], test: { include: ['*.test.mjs'], maxWorkers: 2 } }`,
    ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.test.mjs`, testFile(name)])),
  })
}, 300_000)
afterAll(() => project?.remove())

// An app with a connection that outlives the tests.
const server = `
  const { createServer } = require('node:http')
  const Redis = require('ioredis')
  const redis = new Redis(process.env.REDIS_URL)
  createServer(async (request, response) => {
    if (request.method === 'POST') await redis.rpush('users', request.url)
    const users = request.url === '/health' ? await redis.ping() : await redis.lrange('users', 0, -1)
    response.end(JSON.stringify(users))
  }).listen(Number(process.env.PORT), process.env.HOST)`

/** The body of a file: its keys and messages are its own, whatever others do at the same moment, and each test begins with the keys after \`beforeAll\`. */
function testFile(name: string): string {
  return `
    import { expect } from 'vitest'
    import Redis from 'ioredis'
    import { withServices } from 'portside/vitest'
    import services from './services.cjs'
    const test = withServices(services)
    test.beforeAll(async ({ cache }) => { await cache.send('RPUSH', 'users', 'of ${name}') })
    for (const turn of [1, 2, 3]) {
      test('begins with the same users ' + turn, async ({ api, cache }) => {
        expect(await (await api.fetch('/')).json()).toEqual(['Ann', 'of ${name}'])
        await api.fetch('/added', { method: 'POST' })
        expect(await cache.changes()).toEqual({ added: [], changed: ['users'], removed: [] })
      })
      test('has keys of its own ' + turn, async ({ own }) => {
        expect(await own.send('DBSIZE')).toBe(0)
        await own.send('SET', 'key', '${name}')
        await expect(own.send('FLUSHALL')).rejects.toThrow('NOPERM')
        expect(await own.send('KEYS', '*')).toEqual(['key'])
      })
      test('has channels of its own ' + turn, async ({ bus }) => {
        const [subscriber, publisher] = [new Redis(bus.url), new Redis(bus.url)]
        const received = []
        subscriber.on('message', (_, message) => received.push(message))
        await subscriber.subscribe('events')
        for (let count = 0; count < 20; count += 1) await publisher.publish('events', '${name}')
        await publisher.flushall()
        await expect.poll(() => received).toEqual(Array.from({ length: 20 }, () => '${name}'))
        subscriber.disconnect()
        publisher.disconnect()
      })
    }`
}

describe.skipIf(!hasRedis)(`Redis in Vitest, ${reason}`, () => {
  test('parallel files share a server, and no key, message or FLUSHALL', async () => {
    const vitest = join(project.directory, 'node_modules/.bin/vitest')
    const { code, output } = await runProgram([vitest, 'run'], { cwd: project.directory }).ended
    expect(output).toMatch(/Test Files +3 passed[^]*Tests +27 passed/)
    expect(output).not.toMatch(/redis:\/\/:[\w-]{8,}@/)
    expect(code).toBe(0)
  })
})
