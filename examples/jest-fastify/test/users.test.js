const { setupServices } = require('portside/jest')
const definitions = require('../services')

const services = setupServices(definitions, 'api')

function addUser(user) {
  return services.api.fetch('/users', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(user),
  })
}

test('lists users', async () => {
  const response = await services.api.fetch('/users')
  expect(response.status).toBe(200)
  expect(await response.json()).toContainEqual({ id: 1, name: 'Ada' })
})

test('adds a user', async () => {
  const response = await addUser({ name: 'Grace' })
  expect(response.status).toBe(201)
  expect(await response.json()).toMatchObject({ name: 'Grace' })
})

test('refuses a user without a name, and says why', async () => {
  const response = await addUser({})
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ message: "body must have required property 'name'" })
})
