import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

/** A hash that SCRAM is used with. */
export type ScramHash = 'sha1' | 'sha256'

/** The messages of a client of SCRAM. */
export interface Scram {
  /** The first message, without channel binding. */
  readonly first: string
  /** Returns the answer to the first message of the server; `undefined` if that is not as the protocol demands. */
  readonly final: (serverFirst: string) => string | undefined
}

/**
 * Proves the knowledge of a password to a server.
 * @see https://www.rfc-editor.org/rfc/rfc5802 (section 3 and 5.1), https://www.rfc-editor.org/rfc/rfc7677
 */
export function scram(hash: ScramHash, user: string, password: string): Scram {
  const nonce = randomBytes(18).toString('base64')
  const bare = `n=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`
  return { first: `n,,${bare}`, final }

  function final(serverFirst: string): string | undefined {
    const [, both = '', salt = '', rounds = ''] = /^r=([^,]+),s=([^,]+),i=(\d{1,7})$/.exec(serverFirst) ?? []
    if (!both.startsWith(nonce)) return undefined
    const length = hash === 'sha1' ? 20 : 32
    const salted = pbkdf2Sync(password.normalize('NFKC'), Buffer.from(salt, 'base64'), Number(rounds), length, hash)
    const clientKey = hmac(salted, 'Client Key')
    const withoutProof = `c=biws,r=${both}`
    const storedKey = createHash(hash).update(clientKey).digest()
    const signature = hmac(storedKey, `${bare},${serverFirst},${withoutProof}`)
    return `${withoutProof},p=${xor(clientKey, signature).toString('base64')}`
  }

  function hmac(key: Buffer, text: string): Buffer {
    return createHmac(hash, key).update(text).digest()
  }
}

/** Combines two texts of bytes; the second begins anew where it is shorter. */
export function xor(one: Uint8Array, other: Uint8Array): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (other[index % other.length] ?? 0)))
}
