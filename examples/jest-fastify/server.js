const fastify = require('fastify')

const users = [{ id: 1, name: 'Ada' }]
const newUser = { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1 } } }

const app = fastify()

app.get('/health', () => ({ status: 'ok', pid: process.pid }))

app.get('/users', () => users)

app.post('/users', { schema: { body: newUser } }, (request, reply) => {
  const user = { id: users.length + 1, name: request.body.name }
  users.push(user)
  return reply.code(201).send(user)
})

const { HOST = '127.0.0.1', PORT = '3000' } = process.env
app.listen({ host: HOST, port: Number(PORT) }).then(
  (url) => console.log(`API on ${url}`),
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
