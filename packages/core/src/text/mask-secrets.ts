// The password of a URL: RFC 3986, section 3.2.1.
const urlPassword = /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+(?=@)/gi

// One that the end of the output cuts off, but for a port: the service writes on, or was stopped in the middle of a line.
const cutPassword = /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]+:)(?!\d{1,5}\b)[^\s@/]+$/i

// Fewer characters of a secret tell next to nothing, and end many a line.
const minCutChars = 4

// Shorter lines, such as the braces of JSON, are in everybody's output and tell nothing.
const minLineChars = 8

/** `secrets`, and the lines of those that have several, the longest first: one may be a part of another. */
export function secretLines(secrets: readonly string[]): string[] {
  const lines = secrets.flatMap((secret) => secret.split(/\r?\n/)).filter((line) => line.length >= minLineChars)
  return [...new Set([...secrets, ...lines])].filter((secret) => secret !== '').sort((a, b) => b.length - a.length)
}

/** `text` without the passwords of URLs and without `secrets`. */
export function maskSecrets(text: string, secrets: readonly string[] = []): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, '****'), text).replaceAll(urlPassword, '****')
}

/** Output, like {@link maskSecrets}, and without what its end has left of a secret. */
export function maskOutput(output: string, secrets: readonly string[] = []): string {
  const cut = Math.max(0, ...secrets.map((secret) => cutLength(output, secret)))
  const whole = cut === 0 ? output : `${output.slice(0, -cut)}****`
  return maskSecrets(whole, secrets).replace(cutPassword, '****')
}

/** How many characters at the end of `output` begin `secret`. */
function cutLength(output: string, secret: string): number {
  const lengths = Array.from({ length: secret.length }, (_, index) => secret.length - index)
  return lengths.find((length) => length >= minCutChars && output.endsWith(secret.slice(0, length))) ?? 0
}

const lineFeed = 0x0a

/**
 * Whole lines of output without the passwords of URLs and without `secrets`. What has none is passed on as the bytes that it is:
 * a service may write a great deal.
 */
export function maskLines(lines: Buffer, secrets: readonly string[]): Buffer {
  return mayTell(lines, secrets) ? Buffer.from(maskOutput(lines.toString(), secrets)) : lines
}

function mayTell(lines: Buffer, secrets: readonly string[]): boolean {
  const isCut = lines.at(-1) !== lineFeed
  const hasLogin = lines.includes('://') && (isCut || lines.includes('@'))
  return hasLogin || (isCut && secrets.length > 0) || secrets.some((secret) => lines.includes(secret))
}
