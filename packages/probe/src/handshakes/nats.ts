import type { Handshake, Verdict } from './handshake'

/**
 * NATS: the server sends its INFO to every client.
 * @see https://docs.nats.io/reference/reference-protocols/nats-protocol#info
 */
export const nats: Handshake = { judge }

function judge(received: Buffer): Verdict {
  const text = received.toString('latin1')
  if (text.startsWith('INFO ')) return text.includes('\r\n') ? 'ready' : 'incomplete'
  return 'INFO '.startsWith(text) ? 'incomplete' : 'foreign'
}
