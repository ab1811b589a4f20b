import { maskOutput } from '../text/mask-secrets'

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
