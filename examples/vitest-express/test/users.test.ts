import { expect } from 'vitest'
import { test } from './fixtures'

test('lists users', async ({ api }) => {
  const response = await api.fetch('/users')
  expect(response.status).toBe(200)
  expect(await response.json()).toContainEqual({ id: 1, name: 'Ada' })
})

test('adds a user, who can then be found', async ({ api }) => {
  const added = await api.fetch('/users', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Grace' }),
  })
  expect(added.status).toBe(201)
  const { id } = (await added.json()) as { id: number }
  const found = await api.fetch(`/users/${id}`)
  expect(await found.json()).toEqual({ id, name: 'Grace' })
})

test('refuses a user without a name, and says why', async ({ api }) => {
  const response = await api.fetch('/users', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({ error: 'A user needs a name' })
})

test('answers 404 for a user who is not there', async ({ api }) => {
  const response = await api.fetch('/users/999')
  expect(response.status).toBe(404)
})
