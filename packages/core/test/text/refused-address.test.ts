import { expect, test } from 'vitest'
import { refusedAddress } from '../../src/text/refused-address'

test.each([
  ['db: connect ECONNREFUSED 127.0.0.1:5432, retrying', '127.0.0.1:5432'],
  ['Error: connect ECONNREFUSED ::1:6379\n    at TCPConnectWrap.afterConnect (node:net:1607:16)', '[::1]:6379'],
  ['connection to server at "127.0.0.1", port 5432 failed: Connection refused', '127.0.0.1:5432'],
  ['dial tcp [::1]:5432: connect: connection refused', '[::1]:5432'],
  ['Error 111 connecting to localhost:6379. Connection refused.', 'localhost:6379'],
  ['12:30:01 could not connect to redis', undefined],
  ['listening on 127.0.0.1:3000', undefined],
])('the address that refused a connection is read from %j', (output, text) => {
  expect(refusedAddress(output)?.text).toBe(text)
})
