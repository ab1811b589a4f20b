import Fastify from 'fastify'
import { Pool } from 'pg'

const pool = new Pool({ connectionString: process.env.DATABASE_URL })
const app = Fastify()

app.get('/health', async () => (await pool.query('select 1')).rowCount)

app.post('/orders', async ({ body: { account, text } }, reply) => {
  const found = await fetch(`${process.env.ACCOUNTS_URL}/accounts/${account}`)
  if (!found.ok) return reply.code(422).send({ error: 'There is no such account' })
  const { name } = await found.json()
  const { rows } = await pool.query('insert into orders (account, text) values ($1, $2) returning id', [account, text])
  return reply.code(201).send({ id: rows[0].id, name, text })
})

await app.listen({ host: process.env.HOST, port: Number(process.env.PORT) })
