import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { isPortsideError } from '@portside/errors'
import { expect, test } from 'vitest'
import { waitOn } from '../src/index'
import { freePort, listen, serve, temporaryDirectory } from './support/servers'

test('takes a string or a list for the resources, as wait-on does', async () => {
  const folder = temporaryDirectory()
  await waitOn(folder)
  await waitOn([folder, `file:${folder}`])
})

test('calls a callback, once, with nothing or with the error', async () => {
  const call = (options: Parameters<typeof waitOn>[0]): Promise<unknown[]> =>
    new Promise((resolve) => expect(waitOn(options, (...given) => resolve(given))).toBeUndefined())
  expect(await call(temporaryDirectory())).toEqual([])
  const [error] = await call({ resources: ['/non/existent'], timeout: 100 })
  expect(isPortsideError(error) && error.code).toBe('E_NOT_READY')
  // The error of wait-on itself: nothing in it is secret.
  expect(error).toMatchObject({ cause: { message: 'Timed out waiting for: /non/existent' } })
})

test('says of each resource that is left what is wrong with it', async () => {
  const folder = temporaryDirectory()
  const [port, free] = [await serve((_, response) => response.writeHead(503).end()), await freePort()]
  const silent = await listen(createServer())
  writeFileSync(join(folder, 'there'), '')
  const resources = [
    `http-get://me:secret@127.0.0.1:${port}/health`,
    `tcp:127.0.0.1:${free}`,
    join(folder, 'there'),
    join(folder, 'absent'),
    `http://127.0.0.1:${silent}/`,
    `socket:${folder}/sock`,
    'command:echo broken; exit 3',
  ]
  const error: unknown = await waitOn({ resources, timeout: 1500, interval: 50, window: 50 }).catch((reason) => reason)
  if (!isPortsideError(error)) throw error
  expect(error.evidence).toEqual([
    `http-get://me:****@127.0.0.1:${port}/health: 127.0.0.1:${port}: 503 Service Unavailable`,
    `tcp:127.0.0.1:${free}: 127.0.0.1:${free}: connection refused`,
    `${folder}/absent: ${folder}/absent does not exist`,
    expect.stringContaining(`http://127.0.0.1:${silent}/: 127.0.0.1:${silent}: connected, and nothing came for`),
    `socket:${folder}/sock: ${folder}/sock does not exist`,
    'command:echo broken; exit 3: ended with 3',
  ])
  expect(error.message).toMatch(/^Timed out waiting for: http-get:\/\/me:\*{4}@/)
  expect(error.message).not.toContain('secret')
  expect(error.cause).toBeUndefined()
  expect(error.hints).toEqual(['If it takes longer than 1500 ms, raise `timeout`.'])
})

test('says what is still there, and what was not there for long enough', async () => {
  const folder = temporaryDirectory()
  const port = await serve((_, response) => response.writeHead(401).end())
  const timedOut = (options: Omit<Exclude<Parameters<typeof waitOn>[0], string | string[]>, 'timeout'>) =>
    waitOn({ ...options, timeout: 300 }).catch((error) => error.evidence)
  expect(await timedOut({ resources: [folder], reverse: true, interval: 50 })).toEqual([
    `${folder}: is still available`,
  ])
  expect(await timedOut({ resources: [folder], window: 60_000 })).toEqual([
    `${folder}: exists now, but its size had not been the same for 60000 ms`,
  ])
  // wait-on takes it for the path of a file.
  expect(await timedOut({ resources: ['socket:'] })).toEqual([
    expect.stringContaining('socket:: Expected `name` to be a resource such as'),
  ])
  const resources = [`http://127.0.0.1:${port}`]
  expect(await timedOut({ resources, validateStatus: (status) => status !== 401 })).toEqual([
    `http://127.0.0.1:${port}: 127.0.0.1:${port}: 401 Unauthorized`,
  ])
})
