import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The iterations that RFC 7677 asks for at least, and PostgreSQL's own default. */
const iterations = 4096

/** Lets nobody connect but over loopback and with a password. */
export async function writeAccessRules(data: string): Promise<void> {
  const rules = ['127.0.0.1/32', '::1/128'].map((network) => `host all all ${network} scram-sha-256\n`)
  await writeFile(join(data, 'pg_hba.conf'), rules.join(''))
}

/**
 * Returns what the server keeps of a password, so that the password itself is in no statement: RFC 5803 and RFC 7677.
 */
export async function scramVerifier(password: string): Promise<string> {
  const salt = randomBytes(16)
  const salted = await promisify(pbkdf2)(password, salt, iterations, 32, 'sha256')
  const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64')
  const serverKey = hmac(salted, 'Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}
