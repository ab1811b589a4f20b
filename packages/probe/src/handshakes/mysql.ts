import type { Handshake, Verdict } from './handshake'

/**
 * MySQL and MariaDB: the server greets with protocol version 10; an error packet (too many connections) is no greeting.
 * @see https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html
 */
export const mysql: Handshake = { judge }

/** Judges a packet: three bytes of length (little-endian), a sequence number that begins at 0, then the content. */
function judge(received: Buffer): Verdict {
  if (received.length < 5) return 'incomplete'
  if (received[3] !== 0) return 'foreign'
  if (received[4] === 10) return 'ready'
  if (received[4] !== 0xff) return 'foreign'
  const end = 4 + received.readUIntLE(0, 3)
  return received.length < end ? 'incomplete' : { wrong: errorText(received.subarray(5, end)) }
}

/** Reads an error packet before authentication: number and message. */
function errorText(packet: Buffer): string {
  return `${packet.toString('utf8', 2)} (error ${packet.readUInt16LE(0)})`
}
