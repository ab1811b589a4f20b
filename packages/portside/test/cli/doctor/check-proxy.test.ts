import { expect, test } from 'vitest'
import { checkProxy } from '../../../src/cli/doctor/check-proxy'

const check = async (environment: Record<string, string>) =>
  checkProxy({ environment, folder: '/', nodeVersion: '24.0.0' })

test('no proxy, or one that is set to nothing, is fine', async () => {
  expect(await check({ HTTP_PROXY: '' })).toMatchObject({ state: 'ok' })
})

test.each(['*', '127.0.0.1,localhost', 'LOCALHOST 127.0.0.0/8'])('NO_PROXY=%s keeps loopback out', async (NO_PROXY) => {
  expect(await check({ http_proxy: 'http://proxy:1', NO_PROXY })).toMatchObject({ state: 'ok' })
})

test('what NO_PROXY lacks is named, with the line that adds it and without the password of the proxy', async () => {
  const result = await check({ ALL_PROXY: 'http://me:secret@proxy:1', no_proxy: 'corp.example,localhost' })
  expect(result).toEqual({
    name: 'proxy',
    state: 'warn',
    fact: 'ALL_PROXY set, and NO_PROXY leaves out 127.0.0.1',
    fix: 'export NO_PROXY="corp.example,localhost,127.0.0.1" no_proxy="corp.example,localhost,127.0.0.1"',
  })
})

test('an entry for one port, or for a longer name, does not count', async () => {
  expect(await check({ HTTP_PROXY: 'http://p', NO_PROXY: '127.0.0.1:80,localhost.example' })).toMatchObject({
    fact: 'HTTP_PROXY set, and NO_PROXY leaves out 127.0.0.1 and localhost',
  })
})
