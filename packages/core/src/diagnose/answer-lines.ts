import { stripVTControlCharacters } from 'node:util'
import type { ProbeAttempt } from '@portside/probe'

const maxLines = 5
const maxLength = 160

/** Returns the lines that show an answer: the headers that matter, the title of a page, and the begin of its body. */
export function answerLines({ headers = {}, body = '' }: ProbeAttempt): readonly string[] {
  const fields = Object.entries(headers).map(([name, value]) => `  ${name}: ${shortened(value)}`)
  const title = titleOf(body)
  const titled = title ? [`  title: ${shortened(title)}`] : []
  return [...fields, ...titled, ...bodyLines(body).map((line) => `  | ${line}`)]
}

/**
 * Returns the first line of an answer with its kind, as `body: no database`: of a page the text in which frameworks show errors, or the title. `undefined`
 * if there is none, or the answer is no text.
 */
export function answerWords(body: string): string | undefined {
  if (notText.test(body)) return undefined
  if (!/^\s*<(?:!doctype html|html|head)\b/i.test(body)) return labelled('body', firstLine(body))
  const [, shownError = ''] = /<pre[^>]*>([^<]*)/i.exec(body) ?? []
  return labelled('body', firstLine(shownError)) ?? labelled('title', titleOf(body) ?? '')
}

/** Returns the last line of an output with its kind; `undefined` if there is none. */
export function outputWords(output: string): string | undefined {
  const whole = output.trimEnd()
  return labelled('last output', whole.slice(whole.lastIndexOf('\n') + 1))
}

/** NUL, and the character that stands for bytes which are no UTF-8. */
const notText = /[\0\uFFFD]/
const maxWords = 120

function labelled(kind: string, text: string): string | undefined {
  const plain = stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  if (plain === '') return undefined
  return `${kind}: ${plain.length > maxWords ? `${plain.slice(0, maxWords)}…` : plain}`
}

/** JSON that is laid out in lines begins with a brace alone. */
function firstLine(text: string): string {
  const [line = ''] = text.trimStart().split('\n', 1)
  return /[\p{L}\p{N}]/u.test(line) ? line : text
}

function titleOf(body: string): string | undefined {
  return /<title[^>]*>([^<]*)</i.exec(body)?.[1]?.trim()
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
