import { checkOptions, invalidArgument, optionRules } from '@portside/errors'

/** Throws a `TypeError` when `port` is not a port number; `words` are the other accepted values. */
export function checkPortNumber(name: string, port: unknown, words: readonly string[] = []): void {
  const others = words.length > 0 ? `${words.map((word) => `'${word}'`).join(', ')} or ` : ''
  if (!isPort(port)) throw invalidArgument(name, `${others}a number from 1 to 65535`, port)
}

/** Whether `value` is a port number. */
export function isPort(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536
}

/** Throws a `TypeError` when `host` is not an address that services listen on. */
export function checkHost(host: unknown): void {
  if (host !== undefined && host !== '127.0.0.1' && host !== '::1')
    throw invalidArgument('host', "'127.0.0.1' or '::1'", host)
}

const existingRules = { port: optionRules.anything, inCi: optionRules.anything }

/** Throws a `TypeError` when the option `existing` is neither a URL nor a port. */
export function checkExisting(existing: string | { readonly port: number; readonly inCi?: boolean } | undefined): void {
  if (!existing) return
  if (typeof existing === 'string') return checkUrl('existing', existing)
  checkOptions('existing', existing, existingRules)
  checkPortNumber('existing.port', existing.port)
  const { inCi } = existing
  if (inCi !== undefined && typeof inCi !== 'boolean') throw invalidArgument('existing.inCi', 'true or false', inCi)
}

/** Throws a `TypeError` when `url` is not a URL or has no host. */
export function checkUrl(name: string, url: unknown): void {
  if (typeof url !== 'string' || !URL.canParse(url) || new URL(url).hostname === '')
    throw invalidArgument(name, 'a URL with a host', url)
}
