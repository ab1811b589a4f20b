import { describe, expect } from 'vitest'
import { missing } from '../missing'
import { test } from './fixtures'

if (missing !== undefined) console.warn(`Skipped: ${missing}.`)

describe.skipIf(missing !== undefined)('the shop', () => {
  test('sells what the catalog has, and the stock goes down', async ({ shop, catalog, db }) => {
    const response = await shop.fetch('/cake?quantity=2', { method: 'POST' })
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ id: 1, total: 8.4 })
    expect(await (await catalog.fetch('/products/cake')).json()).toMatchObject({ stock: 0 })
    expect(await db.query('select quantity, total from orders')).toEqual([{ quantity: 2, total: '8.40' }])
  })

  test('has all its cake again in the next test, under the same two apps', async ({ shop }) => {
    const response = await shop.fetch('/cake?quantity=2', { method: 'POST' })
    expect(await response.json()).toEqual({ id: 1, total: 8.4 })
  })

  test('does not sell more than there is', async ({ shop, db }) => {
    const response = await shop.fetch('/cake?quantity=3', { method: 'POST' })
    expect(response.status).toBe(409)
    expect(await response.json()).toEqual({ error: 'Only 2 of cake left' })
    expect(await db.changes()).toEqual({})
  })

  test('knows only what is in the catalog', async ({ shop }) => {
    expect((await shop.fetch('/soup', { method: 'POST' })).status).toBe(404)
  })
})
