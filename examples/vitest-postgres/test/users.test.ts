import { expect } from 'vitest'
import { test } from './fixtures'

const json = { 'content-type': 'application/json' }

test('adds a user, whose number is the next one', async ({ api }) => {
  const added = await api.fetch('/users', { method: 'POST', headers: json, body: JSON.stringify({ name: 'Edsger' }) })
  expect(added.status).toBe(201)
  expect(await added.json()).toEqual({ id: 3, name: 'Edsger' })
})

test('begins with the same users, and the same next number, as every test', async ({ api }) => {
  expect(await (await api.fetch('/users')).json()).toEqual([
    { id: 1, name: 'Ada' },
    { id: 2, name: 'Grace' },
  ])
  const added = await api.fetch('/users', { method: 'POST', headers: json, body: JSON.stringify({ name: 'Barbara' }) })
  expect(await added.json()).toEqual({ id: 3, name: 'Barbara' })
})

test('refuses a name that is taken', async ({ api, db }) => {
  const added = await api.fetch('/users', { method: 'POST', headers: json, body: JSON.stringify({ name: 'Ada' }) })
  expect(added.status).toBe(409)
  expect(await db.changes()).toEqual({})
})
