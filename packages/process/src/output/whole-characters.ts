/**
 * Passes chunks on without an incomplete character (UTF-8, RFC 3629) at their end, which is passed on with the next chunk: so the chunks of several
 * streams can be mixed, and decoded later.
 */
export function wholeCharacters(write: (chunk: Buffer) => void): (chunk: Buffer) => void {
  let held = Buffer.alloc(0)
  return (chunk) => {
    // Nearly all chunks end with a line.
    if (held.length === 0 && (chunk.at(-1) ?? 0x80) < 0x80) return write(chunk)
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    const end = bytes.length - begunLength(bytes)
    held = Buffer.from(bytes.subarray(end))
    if (end > 0) write(bytes.subarray(0, end))
  }
}

/** Returns how many bytes at the end belong to an incomplete character. */
function begunLength(bytes: Buffer): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length += 1) {
    const byte = bytes[bytes.length - length] ?? 0
    if ((byte & 0xc0) !== 0x80) return characterLength(byte) > length ? length : 0
  }
  return 0
}

function characterLength(first: number): number {
  if (first >= 0xf0) return 4
  if (first >= 0xe0) return 3
  return first >= 0xc0 ? 2 : 1
}
