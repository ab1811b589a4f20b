import Fastify from 'fastify'
import { Pool } from 'pg'

const pool = new Pool({ connectionString: process.env.DATABASE_URL })
const app = Fastify()

app.get('/health', async () => (await pool.query('select 1')).rowCount)

app.post('/accounts', async ({ body: { name } }, reply) => {
  const { rows } = await pool.query('insert into accounts (name) values ($1) returning id, name', [name])
  return reply.code(201).send(rows[0])
})

app.get('/accounts/:id', async ({ params: { id } }, reply) => {
  const { rows } = await pool.query('select id, name from accounts where id = $1', [id])
  return rows.length === 0 ? reply.code(404).send({ error: 'There is no such account' }) : rows[0]
})

await app.listen({ host: process.env.HOST, port: Number(process.env.PORT) })
