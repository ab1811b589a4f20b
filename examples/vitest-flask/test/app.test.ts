import { describe, expect } from 'vitest'
import { python } from '../python'
import { test } from './fixtures'

const isMissing = python === undefined
if (isMissing)
  console.warn('Skipped: no Python here has Flask. Try `pip install flask` or `apt install python3-flask`.')

describe.skipIf(isMissing)('the Flask app', () => {
  test('squares a number', async ({ app }) => {
    const response = await app.fetch('/squares/12')
    expect(await response.json()).toEqual({ number: 12, square: 144 })
  })

  test('answers 404 for what is no number', async ({ app }) => {
    const response = await app.fetch('/squares/twelve')
    expect(response.status).toBe(404)
  })

  test('logs each request', async ({ app }) => {
    await app.fetch('/squares/7')
    await app.waitForOutput(/GET \/squares\/7 HTTP/)
  })
})
