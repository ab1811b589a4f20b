import Fastify from 'fastify'
import { Pool } from 'pg'

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
const app = Fastify()

app.get('/health', async () => {
  await pool.query('select 1')
  return { status: 'ok' }
})

app.get('/users', async () => {
  const { rows } = await pool.query('select id, name from users order by id')
  return rows
})

app.post('/users', async (request, reply) => {
  const { rows } = await pool.query('insert into users (name) values ($1) returning id, name', [request.body.name])
  reply.code(201)
  return rows[0]
})

app.delete('/users/:id', async (request, reply) => {
  const { rowCount } = await pool.query('delete from users where id = $1', [request.params.id])
  return reply.code(rowCount === 1 ? 204 : 404).send()
})

app.get('/users/:id/posts', async ({ params: { id } }) => {
  const { rows } = await pool.query('select id, text from posts where author = $1 order by id', [id])
  return rows
})

// A name that is taken.
app.setErrorHandler((error, request, reply) => {
  if (error.code === '23505') reply.code(409)
  return reply.send({ error: error.message })
})

const { HOST = '127.0.0.1', PORT = '3000' } = process.env
console.log(`API on ${await app.listen({ host: HOST, port: Number(PORT) })}`)
