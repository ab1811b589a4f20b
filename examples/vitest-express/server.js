import express from 'express'

const users = [{ id: 1, name: 'Ada' }]

const app = express()
app.use(express.json())

app.get('/health', (request, response) => {
  response.json({ status: 'ok', pid: process.pid })
})

app.get('/users', (request, response) => {
  response.json(users)
})

app.get('/users/:id', (request, response) => {
  const user = users.find(({ id }) => id === Number(request.params.id))
  if (user === undefined) response.status(404).json({ error: 'There is no such user' })
  else response.json(user)
})

app.post('/users', (request, response) => {
  const name = request.body?.name
  if (typeof name !== 'string' || name === '') {
    response.status(400).json({ error: 'A user needs a name' })
    return
  }
  const user = { id: users.length + 1, name }
  users.push(user)
  response.status(201).json(user)
})

const { HOST = '127.0.0.1', PORT = '3000' } = process.env
app.listen(Number(PORT), HOST, (error) => {
  if (error) throw error
  console.log(`API on http://${HOST}:${PORT}`)
})
