import { beginsHttp2 } from '@portside/internal'

/** The head of an answer, as far as a probe needs it. */
export interface AnswerHead {
  readonly status: number
  readonly statusText: string
  /** The fields, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The length of the body in bytes; `Infinity` when the body lasts until the connection ends. */
  readonly length: number
  /** True if the body is chunked (RFC 9112, 7.1). */
  readonly isChunked: boolean
  /** The offset of the body in the received bytes. */
  readonly bodyAt: number
}

/** No head is longer. */
const longestHead = 64 * 1024

/**
 * Reads the head of the first final answer in the received bytes (RFC 9112, 4 and 5); `undefined` while it is incomplete, `'http2'` when the server
 * speaks that, another error when this is no HTTP/1.
 */
export function parseAnswer(received: Buffer, from = 0): AnswerHead | Error | 'http2' | undefined {
  const text = received.toString('latin1', from, from + longestHead)
  if (beginsHttp2(received)) return 'http2'
  // The head of a frame of HTTP/2 may come in parts.
  if (received[0] === 0 && received.length < 9) return undefined
  if (!isBeginning(text))
    return isTlsRecord(received) ? new Error('the server speaks TLS (https), not plain HTTP') : notHttp(text)
  const end = /\r?\n\r?\n/.exec(text)
  if (end === null) return text.length < longestHead ? undefined : new Error('the head of the answer does not end')
  const [statusLine = '', ...fields] = text.slice(0, end.index).split(/\r?\n/)
  const [, code, statusText = ''] = /^HTTP\/1\.\d (\d{3})(?: (.*))?$/.exec(statusLine) ?? []
  if (code === undefined) return notHttp(text)
  const bodyAt = from + end.index + end[0].length
  const status = Number(code)
  // A status such as 103: another head follows.
  if (status < 200 && status !== 101) return parseAnswer(received, bodyAt)
  const headers = headersOf(fields)
  return { status, statusText, headers, ...bodyOf(status, headers), bodyAt }
}

/** Returns whether the text is, or may become, a status line. */
function isBeginning(text: string): boolean {
  const beginning = 'HTTP/1.'
  return text.startsWith(beginning) || beginning.startsWith(text)
}

/** Recognises an alert or a handshake, version 3.x (RFC 8446, 5.1). */
function isTlsRecord(received: Buffer): boolean {
  return [0x15, 0x16].includes(received[0] ?? 0) && received[1] === 3
}

function notHttp(text: string): Error {
  return new Error(`the answer is no HTTP/1: ${JSON.stringify(text.slice(0, 60))}`)
}

function headersOf(fields: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fields.map((field) => [field.split(':', 1)[0]?.toLowerCase() ?? '', field.replace(/^[^:]*:\s*/, '')]),
  )
}

function bodyOf(status: number, headers: Readonly<Record<string, string>>): Pick<AnswerHead, 'length' | 'isChunked'> {
  if (status === 204 || status === 304) return { length: 0, isChunked: false }
  return {
    length: Number(headers['content-length'] ?? Infinity),
    isChunked: /chunked\s*$/i.test(headers['transfer-encoding'] ?? ''),
  }
}

/** Joins the content of a chunked body (RFC 9112, 7.1), as far as it was received. */
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
