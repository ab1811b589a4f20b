import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { createServiceStore } from '../../packages/core/src/lifecycle/service-store'
import { createRun } from '../../packages/core/src/run/run'
import { openClient } from '../../packages/redis/src/client/client'
import { database, type NewDatabase, redis, type ResettableHandle } from '../../packages/redis/src/index'
import { hasRedis } from '../../packages/redis/test/support/server-programs'
import { deeds, fillAll, wholeState } from '../../packages/redis/test/support/whole-state'
import { faultsOf, startWriters } from '../../packages/redis/test/support/writers'

const keys = { worker: '1', file: 'a' }

async function open() {
  const store = createServiceStore({ run: createRun(), keeps: ['run'], directory: tmpdir() })
  const seed = async ({ send }: NewDatabase) => {
    await fillAll(send)
    for (let index = 0; index < 2000; index += 1000)
      await send('MSET', ...Array.from({ length: 1000 }, (_, more) => [`many:${index + more}`, more]).flat())
  }
  const share = await store.acquire(database(redis(), { seed, reset: 'test' }), keys, 'db')
  const db = share.handle as ResettableHandle
  const app = await openClient(db)
  return {
    db,
    app,
    begin: (name: string) => store.followTest(keys, { kind: 'test', file: 'a', test: name }),
    close: async () => {
      app.close()
      await store.close()
    },
  }
}

test.skipIf(!hasRedis)('300 resets under load, and 300 of what tests do, are right', async () => {
  const { db, app, begin, close } = await open()
  await begin('first')
  const seed = await wholeState(app.send)
  const writers = await startWriters(db, 10)
  for (let round = 0; round < 300; round += 1) {
    await begin(`round ${round}`)
    expect(await faultsOf(app, 10)).toEqual([])
  }
  await writers.stop()
  await begin('quiet')
  expect(await wholeState(app.send)).toEqual(seed)
  for (let round = 0; round < 300; round += 1) {
    const chosen = [round, round * 7 + 3, round * 11 + 5].map((index) => deeds[index % deeds.length] ?? [])
    await Promise.all(chosen.flat().map((words) => app.send(...words).catch(() => undefined)))
    await begin(`deeds ${round}`)
    if (round % 20 === 0) expect(await wholeState(app.send), JSON.stringify(chosen)).toEqual(seed)
    else expect(await app.send('DBSIZE')).toBe(Object.keys(seed).length)
  }
  await close()
})
