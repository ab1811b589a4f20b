import { createServer, type Server } from 'node:http'
import { inProcess } from '@portside/core'
import { expect, test } from 'vitest'
import { createPrestartedServices } from '../../src/worker/prestarted-services'

const failing = inProcess(() => Promise.reject(new RangeError('no luck')), { scope: 'file' })
const api = () => inProcess(() => createServer((_, response) => response.end('up')), { scope: 'test' })
const textOf = async (handle: unknown) => (await (handle as { fetch: typeof fetch }).fetch('/')).text()

test('an early start is taken over once, and the next who acquires the service gets a share of their own', async () => {
  const starts = createPrestartedServices({ api: api() })
  await starts.prestart(['api'], 'one')
  const first = await starts.acquire('api', 'one')
  const second = await starts.acquire('api', 'one')
  expect(second).not.toBe(first)
  await first.release()
  expect(await textOf(second.handle)).toBe('up')
  await second.release()
  await starts.end('one')
})

test('the end of a test releases the services that it has not taken over, and no others', async () => {
  const servers: Server[] = []
  const makeServer = () => {
    const server = createServer((_, response) => response.end('up'))
    servers.push(server)
    return server
  }
  const starts = createPrestartedServices({ api: inProcess(makeServer, { scope: 'test' }) })
  await starts.prestart(['api'], 'one')
  await starts.prestart(['api'], 'two')
  await starts.end('one')
  expect(servers.map(({ listening }) => listening)).toEqual([false, true])
  const taken = await starts.acquire('api', 'two')
  await starts.end('two')
  expect(await textOf(taken.handle)).toBe('up')
  expect(servers).toHaveLength(2)
  await taken.release()
  await expect(textOf(taken.handle)).rejects.toThrow()
})

test('a start that fails early fails in the test that acquires the service', async () => {
  const starts = createPrestartedServices({ failing })
  await starts.prestart(['failing'])
  await expect(starts.acquire('failing')).rejects.toThrow('no luck')
  await starts.end()
})

test('a name of no service is a TypeError', async () => {
  await expect(createPrestartedServices({}).acquire('api')).rejects.toThrow(TypeError)
})
