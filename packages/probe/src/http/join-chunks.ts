/** The content of a body that came in chunks (RFC 9112, 7.1), as far as it was received. */
export function joinChunks(received: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < received.length;) {
    const lineEnd = received.indexOf('\n', at)
    const size = Number.parseInt(received.toString('latin1', at, Math.max(lineEnd, at)), 16)
    if (!(size > 0)) break
    parts.push(received.subarray(lineEnd + 1, lineEnd + 1 + size))
    at = lineEnd + 1 + size + '\r\n'.length
  }
  return Buffer.concat(parts)
}
