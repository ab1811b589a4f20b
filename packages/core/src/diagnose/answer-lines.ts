import type { ProbeAttempt } from '@portside/probe'

const maxLines = 5
const maxLength = 160

/** Returns the lines that show an answer: the headers that matter, the title of a page, and the begin of its body. */
export function answerLines({ headers = {}, body = '' }: ProbeAttempt): readonly string[] {
  const fields = Object.entries(headers).map(([name, value]) => `  ${name}: ${shortened(value)}`)
  const title = /<title[^>]*>([^<]*)</i.exec(body)?.[1]?.trim()
  const titled = title ? [`  title: ${shortened(title)}`] : []
  return [...fields, ...titled, ...bodyLines(body).map((line) => `  | ${line}`)]
}

function bodyLines(body: string): readonly string[] {
  const lines = body.split('\n').filter((line) => line.trim() !== '')
  const shown = lines.slice(0, maxLines).map((line) => shortened(line.trimEnd()))
  return lines.length > maxLines ? [...shown, `… ${lines.length - maxLines} more`] : shown
}

function shortened(text: string): string {
  // Terminals obey control characters.
  const plain = text.replaceAll(/\p{Cc}/gu, ' ')
  return plain.length > maxLength ? `${plain.slice(0, maxLength)}…` : plain
}
