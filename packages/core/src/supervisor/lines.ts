import type { Socket } from 'node:net'

/** No message needs more. */
const maxLineLength = 1024 * 1024

/** A message as a line. Throws a `TypeError` when it is too long, or cannot be told in JSON. */
export function lineOf(message: object): string {
  const line = JSON.stringify(message)
  if (line.length > maxLineLength)
    throw new TypeError(
      `Expected what crosses from one process to another to be shorter than ${maxLineLength} characters of JSON, got ${line.length}`,
    )
  return `${line}\n`
}

/** Calls `onLine` for every line that arrives. A peer that sends an endless one is cut off. */
export function readLines(socket: Socket, onLine: (line: string) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxLineLength || lines.some((line) => line.length > maxLineLength)) socket.destroy()
    // Who is cut off because of one line is not heard on the next.
    for (const line of lines) if (!socket.destroyed) onLine(line)
  })
}
