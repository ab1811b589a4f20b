import type { OutputSource } from '../../src/index'

/** An output that the test writes itself. */
export interface MemoryOutput extends OutputSource {
  readonly write: (chunk: string) => void
  readonly listeners: () => number
}

/** Makes an empty one. */
export function memoryOutput(): MemoryOutput {
  let text = ''
  const listeners = new Set<(chunk: string) => void>()
  const subscribe = (listener: (chunk: string) => void): (() => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  return {
    text: () => text,
    subscribe,
    listeners: () => listeners.size,
    write: (chunk) => {
      text += chunk
      for (const listener of listeners) listener(chunk)
    },
    waitFor: (pattern, signal) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(text)
          if (match === null) return
          unsubscribe()
          resolve(match)
        }
        const unsubscribe = subscribe(look)
        signal?.addEventListener('abort', () => {
          unsubscribe()
          reject(signal.reason as Error)
        })
        look()
      }),
  }
}
