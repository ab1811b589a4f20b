import { expect, test } from 'vitest'
import { addressOf, parseAddress } from '../src/mongodb-address'

test.each([
  ['mongodb://ann:word@host:1/shop', 'mongodb://ann:word@host:1/db_1?authSource=shop'],
  ['mongodb://ann:word@host:1', 'mongodb://ann:word@host:1/db_1?authSource=admin'],
  ['mongodb://ann:word@host:1/?authSource=users', 'mongodb://ann:word@host:1/db_1?authSource=users'],
  ['mongodb://host:1/shop', 'mongodb://host:1/db_1'],
])('the user of a URL stays one of the database that knows it: %s', (url, other) => {
  expect(addressOf(parseAddress(url), 'db_1').url).toBe(other)
})
