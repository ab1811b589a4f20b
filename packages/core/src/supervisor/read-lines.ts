import type { Socket } from 'node:net'

/** No message needs more: data and output are bounded well below it. */
const maxLineLength = 1024 * 1024

/** Calls `onLine` for every line that arrives. A peer that sends an endless one is cut off. */
export function readLines(socket: Socket, onLine: (line: string) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxLineLength || lines.some((line) => line.length > maxLineLength)) socket.destroy()
    else for (const line of lines) onLine(line)
  })
}
