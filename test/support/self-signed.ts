import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

/** A key and its certificate, as PEM. */
export interface SelfSigned {
  readonly key: string
  readonly cert: string
}

/**
 * Makes a certificate for 127.0.0.1, or for a name, valid for a day, that is its own authority: whoever trusts it trusts the server.
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function selfSigned(name?: string): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const toBeSigned = certificateBody(publicKey, name)
  const signature = bitString(sign('sha256', toBeSigned, privateKey))
  const certificate = sequence(toBeSigned, ecdsaWithSha256, signature)
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem(certificate) }
}

const dayMs = 86_400_000
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'))
const commonName = oid('550403')
const subjectAltName = oid('551d11')

function certificateBody(publicKey: KeyObject, name: string | undefined): Buffer {
  const version3 = tagged(0xa0, integer(2))
  const issuer = sequence(tagged(0x31, sequence(commonName, tagged(0x0c, Buffer.from('portside test')))))
  const validity = sequence(utcTime(Date.now() - dayMs / 24), utcTime(Date.now() + dayMs))
  const subject = name === undefined ? tagged(0x87, Buffer.of(127, 0, 0, 1)) : tagged(0x82, Buffer.from(name))
  const extensions = tagged(0xa3, sequence(sequence(subjectAltName, tagged(0x04, sequence(subject)))))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  return sequence(version3, integer(1), ecdsaWithSha256, issuer, validity, issuer, key, extensions)
}

/** A value with its tag and length (X.690, 8.1). */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts)
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'))
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.of(value))
}

function bitString(bytes: Buffer): Buffer {
  return tagged(0x03, Buffer.of(0), bytes)
}

/** `YYMMDDHHMMSSZ` (RFC 5280, 4.1.2.5.1). */
function utcTime(atMs: number): Buffer {
  const digits = new Date(atMs).toISOString().replaceAll(/\D/g, '').slice(2, 14)
  return tagged(0x17, Buffer.from(`${digits}Z`))
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}
