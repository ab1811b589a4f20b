/** What a process has written, as `@portside/process` gives it. */
export interface OutputSource {
  /** The last lines. */
  text(): string
  /** Calls `listener` with each new chunk; the function returned ends that. */
  subscribe(listener: (chunk: string) => void): () => void
  /** Resolves with the first match, also in what was written before; rejects only when `signal` aborts. */
  waitFor(pattern: RegExp, signal?: AbortSignal): Promise<RegExpMatchArray>
}
