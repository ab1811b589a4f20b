import { maskSecrets } from './mask-secrets'

/**
 * Whole lines of output without the passwords of URLs and without `secrets`. What has none is passed on as the bytes that it is:
 * a service may write a great deal.
 */
export function maskLines(lines: Buffer, secrets: readonly string[]): Buffer {
  return mayTell(lines, secrets) ? Buffer.from(maskSecrets(lines.toString(), secrets)) : lines
}

function mayTell(lines: Buffer, secrets: readonly string[]): boolean {
  const hasLogin = lines.includes('://') && lines.includes('@')
  return hasLogin || secrets.some((secret) => lines.includes(secret))
}
