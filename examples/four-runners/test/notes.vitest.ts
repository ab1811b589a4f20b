import { withServices } from 'portside/vitest'
import { expect } from 'vitest'
import services from '../services'

const test = withServices(services)

test('keeps a note', async ({ api, store }) => {
  const added = await api.fetch('/', { method: 'POST', body: '{ "author": "Vitest", "note": "hello" }' })
  expect(added.status).toBe(201)
  const notes = await store.fetch('/notes')
  expect(await notes.json()).toContain('Vitest: hello')
})

test('refuses a note of nobody', async ({ api }) => {
  const response = await api.fetch('/', { method: 'POST', body: '{}' })
  expect(response.status).toBe(400)
})
