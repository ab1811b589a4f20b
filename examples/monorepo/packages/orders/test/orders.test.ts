import { withServices } from 'portside/vitest'
import { expect } from 'vitest'
import services from '../../../services'

const test = withServices(services)

const order = (account: number) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ account, text: 'tea' }),
})

test('takes an order of an account', async ({ orders }) => {
  const made = await orders.fetch('/orders', order(1))
  expect(await made.json()).toEqual({ id: 1, name: 'Ada', text: 'tea' })
})

test('takes an order of an account that the test has made', async ({ accountsDb, orders }) => {
  await accountsDb.query("insert into accounts (name) values ('Grace')")
  const made = await orders.fetch('/orders', order(2))
  expect(await made.json()).toEqual({ id: 1, name: 'Grace', text: 'tea' })
})

test('refuses an order without an account: that of the last test is gone', async ({ orders, ordersDb }) => {
  expect((await orders.fetch('/orders', order(2))).status).toBe(422)
  expect(await ordersDb.changes()).toEqual({})
})
