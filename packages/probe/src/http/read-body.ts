import type { Readable } from 'node:stream'
import { clearTimeout, setTimeout } from 'node:timers'

/** Reads a body until its end, `limitBytes`, `limitMs` or an error, whichever is first; returns the received part. */
export function readBody(stream: Readable, limitBytes: number, limitMs: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const end = (): void => {
      clearTimeout(timer)
      resolve(Buffer.concat(chunks).subarray(0, limitBytes))
    }
    const timer = setTimeout(end, limitMs)
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= limitBytes) end()
    })
    if (limitBytes === 0) end()
    stream.once('end', end).once('error', end).once('close', end).resume()
  })
}
