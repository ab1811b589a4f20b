// Masks secrets, and the passwords of URLs, in output and messages.
import { maskUrlPasswords } from '@portside/internal'

// A password that the end of the output cuts off, unless it is a port: the service is still writing, or was stopped in the middle of a line.
const cutPassword = /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]+:)(?!\d{1,5}\b)[^\s@/]+$/i

// Fewer characters of a secret reveal next to nothing, and many lines end with them.
const minCutChars = 4

// Shorter lines, such as the braces of JSON, are common in any output and reveal nothing.
const minLineChars = 8

/** Returns `secrets`, and the lines of those that have several, the longest first: one may be a part of another. */
export function secretLines(secrets: readonly string[]): string[] {
  const lines = secrets.flatMap((secret) => secret.split(/\r?\n/)).filter((line) => line.length >= minLineChars)
  return [...new Set([...secrets, ...lines])].filter((secret) => secret !== '').sort((a, b) => b.length - a.length)
}

/** Masks the passwords of URLs and `secrets` in `text`. */
export function maskSecrets(text: string, secrets: readonly string[] = []): string {
  return maskUrlPasswords(secrets.reduce((masked, secret) => masked.replaceAll(secret, '****'), text))
}

/** Masks output like {@link maskSecrets}, and also the part of a secret at its end. */
export function maskOutput(output: string, secrets: readonly string[] = []): string {
  const cut = Math.max(0, ...secrets.map((secret) => cutLength(output, secret)))
  const whole = cut === 0 ? output : `${output.slice(0, -cut)}****`
  return maskSecrets(whole, secrets).replace(cutPassword, '****')
}

/** Returns how many characters at the end of `output` begin `secret`. */
function cutLength(output: string, secret: string): number {
  const lengths = Array.from({ length: secret.length }, (_, index) => secret.length - index)
  return lengths.find((length) => length >= minCutChars && output.endsWith(secret.slice(0, length))) ?? 0
}

const lineFeed = 0x0a

/**
 * Masks the passwords of URLs and `secrets` in whole lines of output. Lines without any are passed on as the same bytes: a service may write a great
 * deal.
 */
export function maskLines(lines: Buffer, secrets: readonly string[]): Buffer {
  return mayHaveSecrets(lines, secrets) ? Buffer.from(maskOutput(lines.toString(), secrets)) : lines
}

function mayHaveSecrets(lines: Buffer, secrets: readonly string[]): boolean {
  const isCut = lines.at(-1) !== lineFeed
  const hasLogin = lines.includes('://') && (isCut || lines.includes('@'))
  return hasLogin || (isCut && secrets.length > 0) || secrets.some((secret) => lines.includes(secret))
}
