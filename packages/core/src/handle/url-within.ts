import { URL } from 'node:url'
import { invalidArgument } from '@portside/errors'

/** Returns the URL that a path of a service stands for. Throws a `TypeError` for anything else, such as a URL of another origin. */
export function urlWithin(baseUrl: string, path: unknown): string {
  // A test environment may have a class of its own for URLs.
  const text = typeof path === 'object' && path !== null && 'href' in path ? path.href : path
  if (typeof text === 'string' && URL.canParse(text, baseUrl)) {
    const url = new URL(text, baseUrl)
    if (url.protocol === new URL(baseUrl).protocol && url.host === new URL(baseUrl).host) return url.href
  }
  throw invalidArgument('path', `a path of ${baseUrl}`, text)
}
