import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setupServices } from 'portside/node-test'
import definitions from '../services'

const services = setupServices(definitions)

test('keeps a note', async () => {
  const added = await services.api.fetch('/', { method: 'POST', body: '{ "author": "Node.js", "note": "hello" }' })
  assert.equal(added.status, 201)
  const notes = (await (await services.store.fetch('/notes')).json()) as string[]
  assert.ok(notes.includes('Node.js: hello'))
})

test('refuses a note of nobody', async () => {
  const response = await services.api.fetch('/', { method: 'POST', body: '{}' })
  assert.equal(response.status, 400)
})
