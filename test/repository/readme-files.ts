/** A TypeScript block of a README, as a file of a project. */
export interface ReadmeFile {
  /** The path that the block's first comment gives (`// test/users.test.ts`), else one made from its line. */
  readonly path: string
  /** The code, with as many empty lines before it as the README has, so that line numbers agree. */
  readonly code: string
}

/** The files of one project. A README that shows a file twice, before and after a change, has two projects. */
export type ReadmeProject = readonly ReadmeFile[]

/**
 * The projects that the fenced `ts` blocks of a README make. A comment at the start of a block or after an empty line that
 * is a path, alone or followed by a remark (`// services.ts: the one file`), begins a file; blocks without one are files of
 * their own.
 */
export function readmeProjects(markdown: string): readonly ReadmeProject[] {
  const projects: ReadmeFile[][] = [[]]
  for (const file of blocksOf(markdown).flatMap(filesOf)) {
    const current = projects.at(-1) ?? []
    if (current.some(({ path }) => path === file.path)) projects.push([...current.filter(isNot(file.path)), file])
    else current.push(file)
  }
  return projects
}

function isNot(path: string): (file: ReadmeFile) => boolean {
  return (file) => file.path !== path
}

interface Block {
  readonly firstLine: number
  readonly lines: readonly string[]
}

/** Fenced code blocks with the info string `ts` or `typescript` (CommonMark 0.31, section 4.5). */
function blocksOf(markdown: string): readonly Block[] {
  const blocks = markdown.replaceAll('\r\n', '\n').matchAll(/^(`{3,})(?:ts|typescript)\b[^\n]*\n(.*?)^\1`*[ \t]*$/gms)
  return [...blocks].map((block) => ({
    firstLine: markdown.slice(0, block.index).split('\n').length,
    lines: (block[2] ?? '').split('\n'),
  }))
}

function filesOf({ firstLine, lines }: Block): readonly ReadmeFile[] {
  const starts = lines.flatMap((line, index) => (beginsFile(lines, index) ? [{ index, path: pathIn(line) }] : []))
  const first = starts[0]?.index === 0 ? [] : [{ index: 0, path: `line-${firstLine}.ts` }]
  return [...first, ...starts].map(({ index, path }, at, all) => ({
    path: path ?? '',
    code: '\n'.repeat(firstLine + index) + lines.slice(index, all[at + 1]?.index).join('\n'),
  }))
}

function beginsFile(lines: readonly string[], index: number): boolean {
  return pathIn(lines[index] ?? '') !== undefined && (index === 0 || lines[index - 1]?.trim() === '')
}

function pathIn(line: string): string | undefined {
  return /^\/\/ ([\w-][\w./-]*\.[cm]?tsx?)(?=$|[\s:,])/.exec(line)?.[1]
}
