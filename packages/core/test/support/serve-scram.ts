import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'

/** The server's part of SCRAM (RFC 5802), in messages of MongoDB, for a user who has this mechanism alone. */
export function serveScram(
  mechanism: 'SCRAM-SHA-1' | 'SCRAM-SHA-256',
  user: string,
  password: string,
): (sent: Buffer) => Buffer {
  const isNew = mechanism === 'SCRAM-SHA-256'
  const [hash, length] = isNew ? ['sha256', 32] : ['sha1', 20]
  const secret = isNew ? password : createHash('md5').update(`${user}:mongo:${password}`).digest('hex')
  const salt = Buffer.from('0123456789abcdef')
  const salted = pbkdf2Sync(secret, salt, 4096, length, hash)
  const key = createHmac(hash, salted).update('Client Key').digest()
  const seen: string[] = []
  return (sent) => {
    const text = sent.toString('latin1')
    if (text.includes('hello')) return message(list('saslSupportedMechs', mechanism), double('ok', 1))
    if (text.includes('saslStart') && !text.includes(`${mechanism}\0`))
      return message(double('ok', 0), words('errmsg', 'no'))
    if (text.includes('saslStart')) {
      // 18 bytes in Base64.
      const [bare = '', nonce = ''] = /n=me,r=(.{24})/s.exec(text) ?? []
      const first = `r=${nonce}server,s=${salt.toString('base64')},i=4096`
      seen.push(bare, first)
      return message(int32('conversationId', 1), truth('done', false), bytes('payload', first), double('ok', 1))
    }
    const [, withoutProof = '', proof = ''] = /(c=biws,r=[^,]+),p=([A-Za-z0-9+/=]+)/.exec(text) ?? []
    const signature = createHmac(hash, createHash(hash).update(key).digest())
      .update([...seen, withoutProof].join())
      .digest()
    if (xor(key, signature).toString('base64') === proof)
      return message(int32('conversationId', 1), truth('done', true), bytes('payload', 'v=x'), double('ok', 1))
    return message(double('ok', 0), words('errmsg', 'Authentication failed.'), int32('code', 18))
  }
}

const element = (type: number, name: string, value: Uint8Array) =>
  Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value])
const number = (value: number) => Buffer.from(Int32Array.of(value).buffer)
const int32 = (name: string, value: number) => element(0x10, name, number(value))
const double = (name: string, value: number) => element(0x01, name, Buffer.from(Float64Array.of(value).buffer))
const truth = (name: string, value: boolean) => element(0x08, name, Buffer.from([value ? 1 : 0]))
const words = (name: string, text: string) =>
  element(0x02, name, Buffer.concat([number(text.length + 1), Buffer.from(`${text}\0`)]))
const list = (name: string, text: string) => {
  const body = Buffer.concat([words('0', text), Buffer.alloc(1)])
  return element(0x04, name, Buffer.concat([number(body.length + 4), body]))
}
const bytes = (name: string, text: string) =>
  element(0x05, name, Buffer.concat([number(text.length), Buffer.alloc(1), Buffer.from(text)]))
function message(...elements: readonly Buffer[]): Buffer {
  const body = Buffer.concat([...elements, Buffer.alloc(1)])
  const document = Buffer.concat([number(body.length + 4), body])
  return Buffer.concat([...[21 + document.length, 1, 1, 2013, 0].map(number), Buffer.alloc(1), document])
}

function xor(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)))
}
