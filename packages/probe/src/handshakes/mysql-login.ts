import { constants, createHash, publicEncrypt } from 'node:crypto'
import type { Handshake, Verdict } from './handshake'
import type { Login } from './login'
import { xor } from './scram'

// Capabilities: CLIENT_LONG_PASSWORD, CLIENT_PROTOCOL_41, CLIENT_SECURE_CONNECTION, CLIENT_PLUGIN_AUTH; CLIENT_CONNECT_WITH_DB.
const capabilities = 0x1 | 0x200 | 0x8000 | 0x80000
const withDatabase = 0x8
const utf8mb4 = 45
const ok = 0x00
const moreData = 0x01
const switchPlugin = 0xfe
const error = 0xff
/** ER_SECURE_TRANSPORT_REQUIRED: the server lets nobody in without TLS. */
const insecure = 3159

/**
 * MySQL and MariaDB, with a login: ready when the server lets the user into the database.
 * @see https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html
 */
export function mysqlLogin({ user, password, database }: Login): Handshake {
  let plugin = ''
  let challenge: Uint8Array = new Uint8Array()
  return { judge }

  /** Judges a packet: three bytes of length (little-endian), a sequence number, then the content. */
  function judge(received: Buffer): Verdict {
    if (received.length < 5) return 'incomplete'
    const taken = 4 + received.readUIntLE(0, 3)
    if (received.length < taken) return taken > 65_536 ? 'foreign' : 'incomplete'
    const [body, next] = [received.subarray(4, taken), (received[3] ?? 0) + 1]
    const answer = received[3] === 0 ? greeted(body) : answerTo(body)
    if (!(answer instanceof Uint8Array)) return answer
    return { send: answer.length === 0 ? answer : packet(answer, next), taken }
  }

  function greeted(body: Buffer): Verdict | Uint8Array {
    if (body[0] === error) return { wrong: errorText(body) }
    if (body[0] !== 10) return 'foreign'
    // The version, four bytes, the first eight of the challenge, 19 bytes of other things, the rest of the challenge, the plugin.
    const at = body.indexOf(0, 1) + 5
    challenge = Buffer.concat([body.subarray(at, at + 8), body.subarray(at + 27, at + 39)])
    plugin = body.toString('latin1', at + 40).split('\0')[0] || 'mysql_native_password'
    return response()
  }

  function response(): Uint8Array {
    const head = Buffer.alloc(32)
    head.writeUInt32LE(database === undefined ? capabilities : capabilities | withDatabase, 0)
    head.writeUInt32LE(1 << 24, 4)
    head[8] = utf8mb4
    const proof = proofOf() ?? new Uint8Array()
    const names = [text(user), Buffer.from([proof.length]), proof, ...(database === undefined ? [] : [text(database)])]
    return Buffer.concat([head, ...names, text(plugin)])
  }

  function answerTo(body: Buffer): Verdict | Uint8Array {
    if (body[0] === ok) return 'ready'
    if (body[0] === error) return body.readUInt16LE(1) === insecure ? 'ready' : { wrong: errorText(body) }
    if (body[0] === switchPlugin && body.length > 1) {
      const end = body.indexOf(0, 1)
      plugin = body.toString('latin1', 1, end)
      challenge = body.subarray(end + 1, end + 21)
      // It asks for what no password gives, such as the user of the system.
      return proofOf() ?? 'ready'
    }
    return body[0] === moreData ? more(body.subarray(1)) : 'foreign'
  }

  /** Answers `caching_sha2_password`: it knows the password (3), wants it whole (4), or sends the key to encrypt it with. */
  function more(data: Buffer): Verdict | Uint8Array {
    if (data[0] === 3) return new Uint8Array()
    if (data[0] === 4) return Buffer.from([2])
    const padding = constants.RSA_PKCS1_OAEP_PADDING
    return publicEncrypt({ key: data.toString('latin1'), padding }, xor(text(password), challenge))
  }

  function proofOf(): Buffer | undefined {
    const key = Buffer.from(password)
    const native = () => xor(sha('sha1', key), sha('sha1', challenge, sha('sha1', sha('sha1', key))))
    const caching = () => xor(sha('sha256', key), sha('sha256', sha('sha256', sha('sha256', key)), challenge))
    if (plugin === 'mysql_native_password') return native()
    return plugin === 'caching_sha2_password' ? caching() : undefined
  }
}

function sha(hash: string, ...parts: readonly Uint8Array[]): Buffer {
  const digest = createHash(hash)
  for (const part of parts) digest.update(part)
  return digest.digest()
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`)
}

function packet(body: Uint8Array, sequence: number): Buffer {
  const head = Buffer.alloc(4)
  head.writeUIntLE(body.length, 0, 3)
  head[3] = sequence
  return Buffer.concat([head, body])
}

/** Reads an error packet: number, `#` and SQLSTATE (absent before a login), message. */
function errorText(body: Buffer): string {
  const message = body.toString('utf8', 3)
  const [, state, words] = /^#(\w{5})(.*)$/s.exec(message) ?? []
  return state === undefined ? `${message} (error ${body.readUInt16LE(1)})` : `${words} (${state})`
}
