/** A warning that this package has printed. */
export interface PrintedWarning {
  readonly code: string
  readonly message: string
}

/** Collects the warnings that this process prints, which still appear. `onWarning` gets each; `end` stops that. */
export function noteWarnings(onWarning: (warning: PrintedWarning) => void): { readonly end: () => void } {
  const { stderr } = process
  const write = stderr.write.bind(stderr)
  const wrapped = ((...args: Parameters<typeof write>) => {
    const [, first = '', code = '', others = ''] =
      /^portside: ([^\n]*) \((PORTSIDE_\w+)\)\n([^]*)$/.exec(String(args[0])) ?? []
    if (code !== '') onWarning({ code, message: [first, others.trimEnd()].filter((part) => part !== '').join('\n') })
    return write(...args)
  }) as typeof write
  stderr.write = wrapped
  return {
    end: () => {
      if (stderr.write === wrapped) stderr.write = write
    },
  }
}

/** Resolves with the next warning that this process prints. */
export function nextWarning(): Promise<PrintedWarning> {
  return new Promise((resolve) => {
    const notes = noteWarnings((warning) => {
      notes.end()
      resolve(warning)
    })
  })
}

/** Collects the warnings of this process with `code` while `work` runs: what the tests of a user would print. Without a code, all. */
export async function warningsOf(code: string | undefined, work: () => Promise<unknown>): Promise<string[]> {
  const found: string[] = []
  const notes = noteWarnings((warning) => {
    if (code === undefined || warning.code === code) found.push(warning.message)
  })
  await work().finally(notes.end)
  return found
}
