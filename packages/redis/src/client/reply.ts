/** A word of a command: its name, a key, a value. Buffers may hold anything. */
export type RedisWord = string | number | Buffer

/** A reply of the server (RESP2): a simple or bulk string, an integer, an array, or `null` for what does not exist. An error in an array is an `Error`. */
export type RedisReply = string | number | null | Error | readonly RedisReply[]

/** Sends a command and returns its reply. */
export type SendFunction = <Reply = RedisReply>(...words: readonly RedisWord[]) => Promise<Reply>

/**
 * Formats a command as an array of bulk strings.
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
export function formatCommand(words: readonly RedisWord[]): Buffer {
  const parts: Buffer[] = [Buffer.from(`*${words.length}\r\n`)]
  for (const word of words) {
    const bytes = Buffer.isBuffer(word) ? word : Buffer.from(String(word))
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, lineEnd)
  }
  return Buffer.concat(parts)
}

const lineEnd = Buffer.from('\r\n')
