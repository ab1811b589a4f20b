import { stripVTControlCharacters } from 'node:util'
import { linePattern } from '@portside/internal'
import { createArrivalTimes } from './arrival-times'
import { keepLastBytes } from './last-bytes'

const keptBytes = 64 * 1024
const overlapChars = 4096

/** The last lines that a child wrote, stdout and stderr together. */
export interface ChildOutput {
  /** Returns the last lines, at most 64 KiB, with their colour codes; with `beginMs`, only those since that moment, in milliseconds since 1970. */
  text(beginMs?: number): string
  /** Calls `listener` with each chunk from now on; returns a function that ends this. */
  subscribe(listener: (chunk: string) => void): () => void
  /**
   * Resolves with the first match of `pattern` in the kept or later output; colour codes are stripped. `^` and `$` match at each line, unless the
   * pattern has a line break. Rejects only with the reason of `signal`, when that is aborted.
   */
  waitFor(pattern: RegExp, signal?: AbortSignal): Promise<RegExpMatchArray>
}

/** A {@link ChildOutput} with the function that writes to it. */
export interface OutputBuffer extends ChildOutput {
  /** Takes the next chunk, of whole characters, which has arrived now or at `atMs`, in milliseconds since 1970. */
  readonly write: (chunk: Buffer, atMs?: number) => void
}

/** Keeps the end of a stream of text in bounded memory, however much is written. */
export function createOutput(): OutputBuffer {
  const times = createArrivalTimes()
  const listeners = new Set<(chunk: string) => void>()
  const last = keepLastBytes(keptBytes)

  const write = (chunk: Buffer, atMs?: number): void => {
    times.note(chunk.length, atMs)
    last.add(chunk)
    if (listeners.size === 0) return
    const decoded = chunk.toString()
    for (const listener of listeners) listener(decoded)
  }
  const text = (beginMs?: number): string => last.text(beginMs === undefined ? keptBytes : times.lengthSince(beginMs))
  const subscribe = (listener: (chunk: string) => void): (() => void) => {
    const own = (chunk: string): void => listener(chunk)
    listeners.add(own)
    return () => void listeners.delete(own)
  }
  return { write, text, subscribe, waitFor: (pattern, signal) => waitFor({ text, subscribe }, pattern, signal) }
}

function waitFor(
  output: Pick<ChildOutput, 'text' | 'subscribe'>,
  pattern: RegExp,
  signal: AbortSignal | undefined,
): Promise<RegExpMatchArray> {
  const once = linePattern(pattern)
  const match = (text: string): RegExpMatchArray | null => withoutColours(text).match(once)
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error)
    const kept = output.text()
    const found = match(kept)
    if (found) return resolve(found)

    // A match may span two chunks; searching all kept output for each chunk would cost too much.
    let recent = kept.slice(-overlapChars)
    const settle = (end: () => void): void => {
      unsubscribe()
      signal?.removeEventListener('abort', abort)
      end()
    }
    const abort = (): void => settle(() => reject(signal?.reason as Error))
    const unsubscribe = output.subscribe((chunk) => {
      recent += chunk
      const later = match(recent)
      recent = recent.slice(-overlapChars)
      if (later) settle(() => resolve(later))
    })
    signal?.addEventListener('abort', abort)
  })
}

function withoutColours(text: string): string {
  return text.includes('\u001B') || text.includes('\u009B') ? stripVTControlCharacters(text) : text
}
