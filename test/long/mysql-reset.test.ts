import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { hasMysql, reason } from '../../packages/mysql/test/support/installed-mysql'
import { resetRun, run } from '../../packages/mysql/test/support/reset-run'
import { deeds, stateOf } from '../../packages/mysql/test/support/reset-schema'

describe.skipIf(!hasMysql)(`resets of MariaDB, ${reason}`, () => {
  const open = resetRun()

  test('300 resets under an app with a pool of 10: no wrong row, no error of the app', async () => {
    const { app, query, begin, close } = await open()
    await begin('first')
    const seed = await stateOf(query)
    const tookMs: number[] = []
    for (let round = 0; round < 300; round += 1) {
      await Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          await app.execute('insert into customers (name) values (?)', [`of ${round} and ${index}`])
          await app.execute('update orders set total = total + 1 where id = ?', [1 + ((round + index) % 1000)])
          await app.execute('delete from items where order_id = ?', [1 + ((round * 3 + index) % 1000)])
        }),
      )
      const beganAt = performance.now()
      await begin(`round ${round}`)
      tookMs.push(performance.now() - beganAt)
      const [row] = await query(
        'select count(*) as customers, (select count(*) from items) as items, (select sum(total) from orders) as total from customers',
      )
      expect(row).toEqual({ customers: 200, items: 2000, total: '500500.00' })
      if (round % 10 === 0) expect(await stateOf(query)).toEqual(seed)
    }
    tookMs.sort((one, other) => one - other)
    console.log(`a reset: median ${tookMs[150]?.toFixed(1)} ms, longest ${tookMs.at(-1)?.toFixed(1)} ms`)
    // A reset that waits for a lock of the app's would wait for 50 s, the server's default.
    expect(tookMs.at(-1)).toBeLessThan(10_000)
    await close()
  })

  test('300 resets under an app that inserts orders with their items all the time', async () => {
    const { app, query, begin, close } = await open()
    await begin('first')
    const over = new AbortController()
    const failures: unknown[] = []
    const poll = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const connection = await app.getConnection()
        try {
          await connection.beginTransaction()
          const [order] = await connection.execute('insert into orders (customer) values (1)')
          await connection.execute("insert into items values (?, 1, 'late')", [
            (order as { insertId: number }).insertId,
          ])
          await connection.commit()
          await connection.query('select * from orders join items on order_id = orders.id where customer = 1')
        } catch (error) {
          failures.push(error)
        }
        connection.release()
        await sleep(5)
      }
    }
    const pollers = Array.from({ length: 3 }, poll)
    for (let round = 0; round < 300; round += 1) {
      await begin(`round ${round}`)
      const [row] = await query(
        'select (select count(*) from orders where id <= 1000) as orders, (select count(*) from items left join orders on orders.id = order_id where orders.id is null) as orphans',
      )
      expect(row).toEqual({ orders: 1000, orphans: 0 })
      await query('delete from orders where id between 3 and 9')
    }
    over.abort()
    await Promise.all(pollers)
    expect(failures).toEqual([])
    await close()
  })

  test('60 chaotic tests are undone', async () => {
    const { app, query, begin, close } = await open()
    await begin('first')
    const seed = await stateOf(query)
    for (let round = 0; round < 60; round += 1) {
      const chosen = Array.from({ length: 4 }, (_, index) => deeds[(round * 11 + index * 7) % deeds.length] ?? '')
      await Promise.all(chosen.map((deed) => run(app, deed)))
      await begin(`chaos ${round}`)
      expect(await stateOf(query), chosen.join('; ')).toEqual(seed)
    }
    await close()
  })
})
