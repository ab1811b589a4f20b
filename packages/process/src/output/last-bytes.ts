const maxChunks = 256

/** The end of a stream of bytes, in bounded memory. */
export interface LastBytes {
  /** Takes the next chunk; it must not be changed later. */
  readonly add: (chunk: Buffer) => void
  /**
   * Returns the last bytes as text (UTF-8), cut before a whole line, or before a whole character if there is no whole line. With `length`, only the
   * lines to which the last `length` bytes belong.
   */
  readonly text: (length?: number) => string
}

/** Keeps the last `maxBytes`. They stay bytes until they are read: a service may write far more than is ever read. */
export function keepLastBytes(maxBytes: number): LastBytes {
  let chunks: Buffer[] = []
  let size = 0
  let isCut = false

  const add = (chunk: Buffer): void => {
    chunks.push(chunk)
    size += chunk.length
    while (size - (chunks[0]?.length ?? 0) >= maxBytes) {
      size -= chunks.shift()?.length ?? 0
      isCut = true
    }
    // The service writes a few bytes at a time.
    if (chunks.length > maxChunks) chunks = [Buffer.concat(chunks)]
  }
  const text = (length = maxBytes): string => {
    const whole = Buffer.concat(chunks)
    chunks = [whole]
    const kept = !isCut && size <= maxBytes ? whole : cut(whole.subarray(-maxBytes))
    return linesOf(kept, length).toString()
  }
  return { add, text }
}

/** Leaves out an incomplete line, unless it is the only one, ended or not. */
function cut(bytes: Buffer): Buffer {
  const lineEnd = bytes.indexOf('\n')
  if (lineEnd !== -1 && lineEnd + 1 < bytes.length) return bytes.subarray(lineEnd + 1)
  const character = bytes.findIndex((byte) => !isContinuation(byte))
  return bytes.subarray(Math.max(character, 0))
}

/** Returns the lines to which the last `length` bytes belong. */
function linesOf(bytes: Buffer, length: number): Buffer {
  if (length === 0 || length >= bytes.length) return length === 0 ? Buffer.alloc(0) : bytes
  return bytes.subarray(bytes.lastIndexOf('\n', bytes.length - length - 1) + 1)
}

/** Returns whether a byte is not the first of its character: UTF-8, RFC 3629. */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}
