import { withServices } from 'portside/vitest'
import { expect } from 'vitest'
import services from '../../../services'

const test = withServices(services)

test.for(['Grace', 'Edsger'])('%s gets the account after the first', async (name, { accounts }) => {
  const made = await accounts.fetch('/accounts', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  })
  expect(await made.json()).toEqual({ id: 2, name })
})
