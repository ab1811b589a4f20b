import { expect, test } from '@jest/globals'
import { setupServices } from 'portside/jest'
import definitions from '../services'

const services = setupServices(definitions)

test('keeps a note', async () => {
  const added = await services.api.fetch('/', { method: 'POST', body: '{ "author": "Jest", "note": "hello" }' })
  expect(added.status).toBe(201)
  const notes = await services.store.fetch('/notes')
  expect(await notes.json()).toContain('Jest: hello')
})

test('refuses a note of nobody', async () => {
  const response = await services.api.fetch('/', { method: 'POST', body: '{}' })
  expect(response.status).toBe(400)
})
