/** The steps of a reader of a README, in this order: writes a file, or runs a line and sees some output. */
export type ReadmeStep =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | { readonly kind: 'line'; readonly line: string; readonly shown: readonly string[] }

/**
 * The steps of a README. A comment that is a path, at the start of a block or after an empty line, begins a file; in a
 * `console` block `$` begins a command line, and what follows is its output. Other blocks are only shown.
 */
export function readmeSteps(markdown: string): readonly ReadmeStep[] {
  const blocks = [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
  return blocks.flatMap(([, language = '', text = '']) => (language === 'console' ? linesOf(text) : filesOf(text)))
}

function linesOf(text: string): readonly ReadmeStep[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [line = '', ...shown] = part.split('\n')
      return { kind: 'line', line, shown: shown.filter((one) => one.trim() !== '') }
    })
}

function filesOf(text: string): readonly ReadmeStep[] {
  return text.split(/\n(?=(?:\/\/|#) [\w./-]+\.\w+$)/m).flatMap((part) => {
    const path = /^(?:\/\/|#) ([\w./-]+\.\w+)$/m.exec(part.split('\n')[0] ?? '')?.[1]
    return path === undefined ? [] : [{ kind: 'file' as const, path, text: part }]
  })
}
