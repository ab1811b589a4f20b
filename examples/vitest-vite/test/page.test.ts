import { expect } from 'vitest'
import { test } from './fixtures'

test('serves the page, with the client that reloads it', async ({ web }) => {
  const response = await web.fetch('/')
  const html = await response.text()
  expect(html).toContain('<title>Greetings</title>')
  expect(html).toContain('/@vite/client')
})

test('compiles the script of the page', async ({ web }) => {
  const response = await web.fetch('/src/main.ts')
  expect(response.headers.get('content-type')).toContain('javascript')
  expect(await response.text()).not.toContain(': string')
})
