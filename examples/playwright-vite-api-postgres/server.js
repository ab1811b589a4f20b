import Fastify from 'fastify'
import { Pool } from 'pg'

const pool = new Pool({ connectionString: process.env.DATABASE_URL })
const app = Fastify()

app.get('/health', async () => {
  await pool.query('select 1')
  return { status: 'ok' }
})

app.get('/api/notes', async () => {
  const { rows } = await pool.query('select id, text from notes order by id')
  return rows
})

app.post('/api/notes', async (request, reply) => {
  const { rows } = await pool.query('insert into notes (text) values ($1) returning id', [request.body.text])
  return reply.code(201).send(rows[0])
})

const { HOST = '127.0.0.1', PORT = '3000' } = process.env
await app.listen({ host: HOST, port: Number(PORT) })
