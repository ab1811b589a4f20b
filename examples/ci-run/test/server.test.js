import assert from 'node:assert/strict'
import { test } from 'node:test'

const url = process.env.PORTSIDE_URL ?? 'http://127.0.0.1:3000'

test('says hello', async () => {
  const response = await fetch(url)
  assert.equal(await response.text(), 'Hello')
})

test('answers 404 for a page that is not there', async () => {
  const response = await fetch(new URL('/nothing', url))
  assert.equal(response.status, 404)
})
