import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { isOwnServer, sharedConnection, whenDropped } from '../src/index'

test('the connection to a server is opened once, and again after it was forgotten or could not be opened', async () => {
  const product = randomUUID()
  const server = { url: 'db://a' }
  let opened = 0
  let forgetFirst: () => void = () => undefined
  const open = (forget: () => void) => {
    forgetFirst = forget
    opened += 1
    return Promise.resolve(opened)
  }
  const refused = async () => Promise.reject(new Error('refused'))
  await expect(sharedConnection(product, server, refused)).rejects.toThrow('refused')
  expect(await sharedConnection(product, server, open)).toBe(1)
  expect(await sharedConnection(product, server, refused)).toBe(1)
  expect(await sharedConnection(product, { url: 'db://b' }, open)).toBe(2)
  forgetFirst()
  expect(await sharedConnection(product, server, open)).toBe(1)
  expect(await sharedConnection(product, { url: 'db://b' }, open)).toBe(3)
})

test('the end of a database is waited for, unless portside has started its server', async () => {
  const own = { pid: process.pid }
  expect([isOwnServer(own), isOwnServer({})]).toEqual([true, false])
  await whenDropped(own, delay(600_000, undefined, { ref: false }))
  await whenDropped(own, Promise.reject(new Error('stopped')))
  let isDropped = false
  await whenDropped(
    {},
    delay(5).then(() => (isDropped = true)),
  )
  expect(isDropped).toBe(true)
  await expect(whenDropped({}, Promise.reject(new Error('refused')))).rejects.toThrow('refused')
})
