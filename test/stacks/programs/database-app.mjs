// An app with a pool of ten connections by the driver that is named: each request is thirty writes, ten at a time.
import { createServer } from 'node:http'

const [driver] = process.argv.slice(2)
const url = process.env.DATABASE_URL
const open = {
  async pg() {
    const { default: pg } = await import('pg')
    const pool = new pg.Pool({ connectionString: url, max: 10 })
    const run = (name, text, values) => pool.query({ name, text, values })
    return {
      insert: (name) => run('insert', 'insert into customers (name) values ($1)', [name]),
      update: (id) => run('update', 'update orders set total = total + 1 where id = $1', [id]),
      remove: (id) => run('remove', 'delete from items where order_id = $1', [id]),
      // A prepared statement that reads what resets replace.
      count: async () => (await run('count', 'select count(*)::int as count from customers', [])).rows[0].count,
    }
  },
  // One client is always checked out and one listens; nobody listens for errors of either.
  async held() {
    const { default: pg } = await import('pg')
    const pool = new pg.Pool({ connectionString: url, max: 10 })
    const [held, listening] = [await pool.connect(), await pool.connect()]
    await listening.query('listen changes')
    await held.query('select 1')
    console.log('holds two clients')
    return open.pg()
  },
  async postgres() {
    const { default: postgres } = await import('postgres')
    const sql = postgres(url, { max: 10, onnotice: () => undefined })
    return {
      insert: (name) => sql`insert into customers (name) values (${name})`,
      update: (id) => sql`update orders set total = total + 1 where id = ${id}`,
      remove: (id) => sql`delete from items where order_id = ${id}`,
      count: async () => (await sql`select count(*)::int as count from customers`)[0].count,
    }
  },
  async knex() {
    const { default: knex } = await import('knex')
    const db = knex({ client: 'pg', connection: url, pool: { min: 0, max: 10 } })
    return {
      insert: (name) => db('customers').insert({ name }),
      update: (id) => db('orders').where({ id }).increment('total', 1),
      remove: (id) => db.transaction((work) => work('items').where({ order_id: id }).del()),
      count: async () => Number((await db('customers').count()).at(0).count),
    }
  },
  async drizzle() {
    const [{ drizzle }, { bigint, integer, numeric, pgTable, text }, { eq, sql }, { default: pg }] = await Promise.all([
      import('drizzle-orm/node-postgres'),
      import('drizzle-orm/pg-core'),
      import('drizzle-orm'),
      import('pg'),
    ])
    const customers = pgTable('customers', { id: integer('id'), name: text('name') })
    const orders = pgTable('orders', { id: bigint('id', { mode: 'number' }), total: numeric('total') })
    const items = pgTable('items', { order: bigint('order_id', { mode: 'number' }) })
    const db = drizzle(new pg.Pool({ connectionString: url, max: 10 }))
    const remove = db
      .delete(items)
      .where(eq(items.order, sql.placeholder('order')))
      .prepare('remove')
    return {
      insert: (name) => db.execute(sql`insert into ${customers} (name) values (${name})`),
      update: (id) =>
        db
          .update(orders)
          .set({ total: sql`${orders.total} + 1` })
          .where(eq(orders.id, id)),
      remove: (id) => remove.execute({ order: id }),
      count: () => db.$count(customers),
    }
  },
  async prisma() {
    const [{ PrismaClient }, { PrismaPg }] = await Promise.all([
      import('./generated/client.js').then((module) => module.default),
      import('@prisma/adapter-pg'),
    ])
    const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 10 }) })
    return {
      insert: (name) => db.customers.create({ data: { name } }),
      update: (id) => db.orders.update({ where: { id }, data: { total: { increment: 1 } } }),
      remove: (id) => db.items.deleteMany({ where: { order_id: id } }),
      count: () => db.customers.count(),
    }
  },
}

const { insert, update, remove, count } = await open[driver]()

async function work(round) {
  const before = await count()
  await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      await insert(`of ${round} and ${index}`)
      await update(1 + ((round + index) % 1000))
      await remove(1 + ((round * 3 + index) % 1000))
    }),
  )
  return before
}

createServer((request, response) => {
  const answer = request.url === '/health' ? count() : work(Number(request.url.slice(1)))
  answer.then(
    (before) => response.end(JSON.stringify({ pid: process.pid, before })),
    (error) => response.writeHead(500).end(String(error?.stack ?? error)),
  )
}).listen(Number(process.env.PORT), process.env.HOST)
