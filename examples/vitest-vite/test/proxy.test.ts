import { expect } from 'vitest'
import { test } from './fixtures'

test('passes what the page asks for on to the API', async ({ web, api }) => {
  const throughPage = await web.fetch('/api/greeting')
  const direct = await api.fetch('/api/greeting')
  expect(await throughPage.json()).toEqual(await direct.json())
})

test('passes the errors of the API on', async ({ web }) => {
  const response = await web.fetch('/api/nothing')
  expect(response.status).toBe(404)
})
