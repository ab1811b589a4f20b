import { expect } from '@playwright/test'
import { withServices } from 'portside/playwright'
import services from '../services'

const test = withServices(services, { baseURL: 'api' })

test('keeps a note', async ({ request, store }) => {
  const added = await request.post('/', { data: { author: 'Playwright', note: 'hello' } })
  expect(added.status()).toBe(201)
  const notes = await store.fetch('/notes')
  expect(await notes.json()).toContain('Playwright: hello')
})

test('refuses a note of nobody', async ({ api }) => {
  const response = await api.fetch('/', { method: 'POST', body: '{}' })
  expect(response.status).toBe(400)
})
