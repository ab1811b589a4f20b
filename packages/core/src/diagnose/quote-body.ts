import type { ProbeAttempt } from '@portside/probe'

const longestQuote = 200

/** Returns the beginning of an answer that reports an error of the service: its first line, of a page its title and first text. */
export function quoteBody({ status = 0, body = '' }: ProbeAttempt): string | undefined {
  if (status < 500) return undefined
  const isPage = /<(?:!doctype|html|head|body)\b/i.test(body)
  const title = isPage ? /<title[^>]*>([^<]*)/i.exec(body)?.[1] : undefined
  const text = isPage ? textOf(body) : body
  const lines = [title ?? '', text.trim().split(/\r?\n/)[0] ?? ''].map((line) => line.replaceAll(/\s+/g, ' ').trim())
  const quote = [...new Set(lines)].filter((line) => line !== '').join(': ')
  if (quote === '') return undefined
  return quote.length > longestQuote ? `${quote.slice(0, longestQuote)}…` : quote
}

/** The visible text of a page that may have been cut off, in lines. */
function textOf(page: string): string {
  return page
    .replaceAll(/<(head|script|style|template)\b.*?(?:<\/\1>|$)/gis, '')
    .replaceAll(/<[^>]*(?:>|$)/g, '\n')
    .replaceAll('&quot;', '"')
    .replaceAll(/&#0?39;|&#x27;/gi, "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
