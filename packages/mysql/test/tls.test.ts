import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start } from '@portside/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { selfSigned } from '../../../test/support/self-signed'
import { mysql } from '../src/index'
import { hasMysql, reason } from './support/installed-mysql'

ownCache()

/** Starts a server with a certificate, and returns its URL and the path of the certificate. */
async function startWithCertificate(name?: string) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mysql-tls-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  const paths = { ssl_cert: join(folder, 'cert.pem'), ssl_key: join(folder, 'key.pem') }
  const { cert, key } = selfSigned(name)
  writeFileSync(paths.ssl_cert, cert)
  writeFileSync(paths.ssl_key, key, { mode: 0o644 })
  const server = await start(mysql({ settings: { ...paths } }))
  onTestFinished(() => server.stop())
  return { url: server.url, ca: paths.ssl_cert }
}

/** Returns the cipher of a connection by a URL; empty without TLS. */
async function cipherOf(url: string): Promise<unknown> {
  const server = await start(mysql({ existing: url }))
  try {
    const [row] = await server.query("show session status like 'ssl_cipher'")
    return row?.['Value']
  } finally {
    await server.stop()
  }
}

describe.skipIf(!hasMysql)(`ssl-mode in the URL of a server that runs already, ${reason}`, () => {
  test('REQUIRED encrypts; VERIFY_CA and VERIFY_IDENTITY refuse a certificate of an unknown authority', async () => {
    const { url } = await startWithCertificate()
    expect(await cipherOf(url)).toBe('')
    expect(await cipherOf(`${url}?ssl-mode=REQUIRED`)).toMatch(/\w/)
    const named = url.replace('127.0.0.1', 'localhost')
    for (const mode of ['ssl-mode=VERIFY_CA', 'ssl-mode=VERIFY_IDENTITY', 'sslmode=verify-full'])
      await expect(cipherOf(`${named}?${mode}`)).rejects.toThrow(/self.signed certificate/)
  })

  test('VERIFY_CA accepts one of the authority in ssl-ca; VERIFY_IDENTITY only if it is for the host', async () => {
    const { url, ca } = await startWithCertificate('localhost')
    const named = url.replace('127.0.0.1', 'localhost')
    const query = (mode: string) => `?ssl-mode=${mode}&ssl-ca=${encodeURIComponent(ca)}`
    expect(await cipherOf(url + query('VERIFY_CA'))).toMatch(/\w/)
    expect(await cipherOf(named + query('VERIFY_IDENTITY'))).toMatch(/\w/)
    await expect(cipherOf(url + query('VERIFY_IDENTITY'))).rejects.toThrow(/a URL with the name of a host/)
    const other = await startWithCertificate('db.example')
    const otherName = other.url.replace('127.0.0.1', 'localhost')
    const ofOther = `&ssl-ca=${encodeURIComponent(other.ca)}`
    expect(await cipherOf(`${otherName}?ssl-mode=VERIFY_CA${ofOther}`)).toMatch(/\w/)
    await expect(cipherOf(`${otherName}?ssl-mode=VERIFY_IDENTITY${ofOther}`)).rejects.toThrow(/does not match/)
  })
})
