const headBytes = 9
const settings = 4
const goAway = 7

/**
 * Returns whether a server that was addressed as HTTP/1 answers in HTTP/2: its first frame is SETTINGS or GOAWAY of the connection itself (RFC 9113,
 * 3.4 and 4.1). A string has one character a byte.
 */
export function beginsHttp2(received: Buffer | string): boolean {
  const head = typeof received === 'string' ? Buffer.from(received.slice(0, headBytes), 'latin1') : received
  if (head.length < headBytes) return false
  const [longest = 1, , , type] = head
  return longest === 0 && (type === settings || type === goAway) && head.readUInt32BE(headBytes - 4) === 0
}
