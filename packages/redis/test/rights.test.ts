import { start } from '@portside/core'
import { expect, test } from 'vitest'
import { database, type NewDatabase, redis } from '../src/index'
import { serve } from './programs/serve'
import { hasRedis } from './support/server-programs'

test.skipIf(!hasRedis).for(['scan', 'dump', 'pttl', 'restore', 'del', 'exists'])(
  'an account without %s is refused, and leaves a server that runs already as it was',
  async (command) => {
    const theirs = await serve(`redisResetWithout${command}`, {})
    const events = 'notify-keyspace-events'
    await theirs.send('CONFIG', 'SET', events, 'Ex')
    await theirs.send('ACL', 'SETUSER', 'writer', 'on', '>word', '~*', '&*', '+@all', `-${command}`)
    const url = `redis://writer:word@${theirs.host}:${theirs.port}`
    const seed = async ({ send }: NewDatabase) => send('SET', 'key', 1)
    const idsOfWriter = async () =>
      (await theirs.send<string>('CLIENT', 'LIST')).split('\n').flatMap((line) => {
        const [, id] = /^id=(\d+) .* user=writer /.exec(line) ?? []
        return id === undefined ? [] : [id]
      })
    // Its connections hold the databases of a server, and stay.
    const db = await start(database(redis({ existing: url })))
    const before = await idsOfWriter()
    expect(before).not.toEqual([])
    const starting = start(database(redis({ existing: url }), { reset: 'test', seed }))
    await expect(starting).rejects.toMatchObject({ code: 'E_NOT_READY' })
    await expect(starting).rejects.toThrow(new RegExp(`NOPERM.*'${command}'[^]*A reset needs [^]*Give the account`))
    await expect.poll(idsOfWriter, { timeout: 10_000 }).toEqual(before)
    expect(await theirs.send('CONFIG', 'GET', events)).toEqual([events, 'xE'])
    await db.stop()
    await theirs.stop()
  },
)

test.skipIf(!hasRedis)('an account with the rights for some keys alone is reset', async () => {
  const theirs = await serve('redisResetSomeKeys', {})
  await theirs.send('ACL', 'SETUSER', 'writer', 'on', '>word', '~shop:*', '&*', '+@all', '-discard')
  const url = `redis://writer:word@${theirs.host}:${theirs.port}`
  const seed = async ({ send }: NewDatabase) => send('SET', 'shop:seed', 1)
  const db = await start(database(redis({ existing: url }), { reset: 'test', seed }))
  await db.send('SET', 'shop:seed', 2)
  await db.send('SET', 'shop:added', 1)
  expect(await db.reset()).toMatchObject({ keys: 2 })
  expect(await db.send('MGET', 'shop:seed', 'shop:added')).toEqual(['1', null])
  await db.stop()
  await theirs.stop()
})
