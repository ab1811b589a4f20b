/** A document of BSON, as far as a login needs it. */
export type Document = Readonly<Record<string, unknown>>

/**
 * Writes a document: numbers as 32-bit integers, texts, truth values, bytes and documents.
 * @see https://bsonspec.org/spec.html
 */
export function documentOf(fields: Document): Buffer {
  const elements = Object.entries(fields).map(([name, value]) => {
    const [type, bytes] = encoded(value)
    return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), bytes])
  })
  const body = Buffer.concat([...elements, Buffer.alloc(1)])
  return Buffer.concat([int32(body.length + 4), body])
}

function encoded(value: unknown): readonly [type: number, bytes: Uint8Array] {
  if (typeof value === 'number') return [0x10, int32(value)]
  if (typeof value === 'boolean') return [0x08, Buffer.from([value ? 1 : 0])]
  if (value instanceof Uint8Array) return [0x05, Buffer.concat([int32(value.length), Buffer.alloc(1), value])]
  if (typeof value === 'object') return [0x03, documentOf(value as Document)]
  const text = Buffer.from(`${value as string}\0`)
  return [0x02, Buffer.concat([int32(text.length), text])]
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

/** How many bytes the values of a type have, where that is always the same. */
const lengths: Readonly<Record<number, number>> = {
  0x01: 8, 0x06: 0, 0x07: 12, 0x08: 1, 0x09: 8, 0x0a: 0, 0x10: 4, 0x11: 8, 0x12: 8, 0x13: 16, 0x7f: 0, 0xff: 0,
} // prettier-ignore

/** Reads the texts, numbers, truth values, bytes and arrays of a document. Throws for what is none. */
export function readDocument(bytes: Buffer): Document {
  const fields: Record<string, unknown> = {}
  for (let at = 4; bytes[at] !== 0;) {
    const type = bytes[at] ?? 0
    const nameEnd = bytes.indexOf(0, at + 1)
    const start = nameEnd + 1
    const length = lengths[type] ?? lengthAt(type, bytes, start)
    fields[bytes.toString('utf8', at + 1, nameEnd)] = decoded(type, bytes.subarray(start, start + length))
    at = start + length
  }
  return fields
}

/** A text and bytes have their length before them, a document counts it too. */
function lengthAt(type: number, bytes: Buffer, start: number): number {
  const length = bytes.readInt32LE(start)
  if (length < 0 || start + length > bytes.length || ![0x02, 0x03, 0x04, 0x05].includes(type))
    throw new RangeError(`no document: type ${type}`)
  return type === 0x02 ? length + 4 : type === 0x05 ? length + 5 : length
}

function decoded(type: number, value: Buffer): unknown {
  if (type === 0x01) return value.readDoubleLE()
  if (type === 0x10) return value.readInt32LE()
  if (type === 0x08) return value[0] === 1
  if (type === 0x02) return value.toString('utf8', 4, value.length - 1)
  if (type === 0x05) return value.subarray(5)
  return type === 0x04 ? Object.values(readDocument(value)) : undefined
}
