const maxChunks = 256

/** The end of a stream of bytes, in bounded memory. */
export interface LastBytes {
  /** Takes the next chunk; it must not be changed later. */
  readonly add: (chunk: Buffer) => void
  /**
   * The last bytes as text (UTF-8), cut before a whole line, or a whole character where there is no line to begin with. With `length` only the
   * lines that have some of so many bytes.
   */
  readonly text: (length?: number) => string
}

/** Keeps the last `maxBytes`. They stay bytes until somebody asks: a service may write far more than is ever read. */
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
    // A service that writes a few bytes at a time.
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

/** A line that is not whole is left out, unless it is the only one, be it ended or not. */
function cut(bytes: Buffer): Buffer {
  const lineEnd = bytes.indexOf('\n')
  if (lineEnd !== -1 && lineEnd + 1 < bytes.length) return bytes.subarray(lineEnd + 1)
  const character = bytes.findIndex((byte) => !isContinuation(byte))
  return bytes.subarray(Math.max(character, 0))
}

/** The lines that the last `length` bytes belong to. */
function linesOf(bytes: Buffer, length: number): Buffer {
  if (length === 0 || length >= bytes.length) return length === 0 ? Buffer.alloc(0) : bytes
  return bytes.subarray(bytes.lastIndexOf('\n', bytes.length - length - 1) + 1)
}

/** A byte of a character that is not its first: UTF-8, RFC 3629. */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}
