import type { Handshake, Verdict } from './handshake'

const opMsg = 2013

/**
 * MongoDB: the command `hello` is answered with `ok: 1`.
 * @see https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ (OP_MSG)
 * @see https://bsonspec.org/spec.html
 */
export const mongodb: Handshake = { hello: hello(), judge }

/** Builds the message: header (length, request, response to, code), no flags, and one section of kind 0 with `{ hello: 1, $db: 'admin' }`. */
function hello(): Buffer {
  const fields = Buffer.concat([
    Buffer.from('\u0010hello\0\u0001\0\0\0', 'latin1'),
    Buffer.from('\u0002$db\0\u0006\0\0\0admin\0', 'latin1'),
  ])
  const document = Buffer.concat([int32(fields.length + 5), fields, Buffer.alloc(1)])
  const length = 16 + 4 + 1 + document.length
  return Buffer.concat([int32(length), int32(1), int32(0), int32(opMsg), int32(0), Buffer.alloc(1), document])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

/** Looks for `ok`, a double: type 1, the name, and 1.0 (IEEE 754, little-endian). */
function judge(received: Buffer): Verdict {
  if (received.length < 16) return 'incomplete'
  if (received.readInt32LE(12) !== opMsg) return 'foreign'
  if (received.length < received.readInt32LE(0)) return 'incomplete'
  const isOk = received.includes(Buffer.from('\u0001ok\0\0\0\0\0\0\0\u00f0\u003f', 'latin1'))
  return isOk ? 'ready' : { wrong: 'MongoDB answered hello with an error' }
}
