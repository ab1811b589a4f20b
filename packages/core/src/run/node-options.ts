// Reads NODE_OPTIONS as Node.js does: https://nodejs.org/api/cli.html#node_optionsoptions

const inspectorFlags = /^--(?:inspect(?:-brk|-wait|-port|-brk-node|-publish-uid)?|debug-port)(?==|$)/
const flagsWithValue = new Set(['--inspect-port', '--debug-port', '--inspect-publish-uid'])

/** Returns the words of `NODE_OPTIONS` as they are written, with their quotes. Spaces separate them; in double quotes, a backslash escapes. */
export function nodeOptionWords(options: string): readonly string[] {
  return options.match(/(?:"(?:\\.|[^"\\])*"?|[^ "])+/gs) ?? []
}

/** Returns `NODE_OPTIONS` without the flags of the inspector: two processes cannot listen on one debugging port. */
export function withoutInspector(options: string): string {
  const words = nodeOptionWords(options)
  const kept = words.filter((word, index) => !inspectorFlags.test(word) && !flagsWithValue.has(words[index - 1] ?? ''))
  return kept.length === words.length ? options : kept.join(' ')
}
