import type { Handshake, Verdict } from './handshake'

/** Twelve bytes follow: name, level 4, a clean session, 60 s of keep-alive, and an empty client identifier. */
const connect = Buffer.from('\u0010\u000c\0\u0004MQTT\u0004\u0002\0\u003c\0\0', 'latin1')

/**
 * MQTT 3.1.1: a broker answers CONNECT, also by refusing the client's credentials.
 * @see https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html (3.1 CONNECT, 3.2 CONNACK, 3.14 DISCONNECT)
 */
export const mqtt: Handshake = { hello: connect, judge, goodbye: Buffer.from([0xe0, 0]) }

function judge(received: Buffer): Verdict {
  if (received[0] !== 0x20) return 'foreign'
  if (received.length < 4) return 'incomplete'
  const [, , , code = 0] = received
  return [0, 4, 5].includes(code) ? 'ready' : { wrong: `the broker refused the connection (code ${code})` }
}
