import type { Handshake, Verdict } from './handshake'
import { documentOf, int32 } from './mongodb-document'

const opMsg = 2013

/**
 * MongoDB: the command `hello` is answered with `ok: 1`.
 * @see https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ (OP_MSG)
 * @see https://bsonspec.org/spec.html
 */
export const mongodb: Handshake = { hello: hello(), judge }

/** Asks on `admin`, which there is always. */
function hello(): Buffer {
  return opMessage(documentOf({ hello: 1, $db: 'admin' }))
}

/** Builds a message: header (length, request, response to, code), no flags, and one section of kind 0. */
export function opMessage(document: Buffer): Buffer {
  const length = 16 + 4 + 1 + document.length
  return Buffer.concat([int32(length), int32(1), int32(0), int32(opMsg), int32(0), Buffer.alloc(1), document])
}

/** Returns where the first message ends. */
export function messageEnd(received: Buffer): number | 'incomplete' | 'foreign' {
  if (received.length < 16) return 'incomplete'
  if (received.readInt32LE(12) !== opMsg) return 'foreign'
  const end = received.readInt32LE(0)
  return received.length < end ? 'incomplete' : end
}

/** Looks for `ok`, a double: type 1, the name, and 1.0 (IEEE 754, little-endian). */
function judge(received: Buffer): Verdict {
  const end = messageEnd(received)
  if (typeof end === 'string') return end
  const isOk = received.includes(Buffer.from('\u0001ok\0\0\0\0\0\0\0\u00f0\u003f', 'latin1'))
  return isOk ? 'ready' : { wrong: 'MongoDB answered hello with an error' }
}
