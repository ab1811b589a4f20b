/** A part of a page. */
interface Block {
  readonly kind: 'heading' | 'paragraph' | 'item' | 'code'
  readonly indent: number
  readonly lines: readonly string[]
}

const margin = 2
const codeMargin = 4

/** A fence with its code, a heading, or the lines of a paragraph or an item, up to an empty line or the next of these. */
const blocks = /^( *)```\w*\n([^]*?)^ *```$|^#+ (.*)$|^( *)(?!```)(\S.*(?:\n(?! *```| *- |#) *\S.*)*)/gm

/** Turns the Markdown of a page into text for a terminal, `width` columns wide: code is indented and not wrapped. */
export function pageText(markdown: string, width: number): string {
  const texts = blocksOf(markdown).map((block) => ({ block, text: blockText(block, width) }))
  return texts.map(({ block, text }, index) => `${gapBefore(block, texts[index - 1]?.block)}${text}\n`).join('')
}

/** Splits a page into headings, paragraphs, list items and fenced code. */
function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(blocks)].map(([, fence, code = '', heading, indent = '', text = '']): Block => {
    if (fence !== undefined) return codeBlock(fence.length, code)
    if (heading !== undefined) return { kind: 'heading', indent: 0, lines: [plain(heading)] }
    const isItem = text.startsWith('- ')
    return {
      kind: isItem ? 'item' : 'paragraph',
      indent: indent.length,
      lines: [plain(text.replaceAll(/\s*\n\s*/g, ' '))],
    }
  })
}

function codeBlock(indent: number, code: string): Block {
  return {
    kind: 'code',
    indent,
    lines: code
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(indent)),
  }
}

function blockText({ kind, indent, lines }: Block, width: number): string {
  if (kind === 'heading') return lines.join('')
  if (kind === 'code') return lines.map((line) => `${' '.repeat(indent + codeMargin)}${line}`.trimEnd()).join('\n')
  const first = ' '.repeat(indent + margin)
  const next = kind === 'item' ? `${first}  ` : first
  return wrapped(lines.join(' '), width - next.length)
    .join(`\n${next}`)
    .replace(/^/, first)
}

/** Items of a list and their code stand close together. */
function gapBefore(block: Block, before: Block | undefined): string {
  if (before === undefined) return ''
  const isInList = block.kind === 'item' || (block.kind === 'code' && block.indent > 0)
  return isInList && before.kind !== 'paragraph' && before.kind !== 'heading' ? '' : '\n'
}

/** Breaks a text into lines, and never within a piece of code. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const [word] of text.matchAll(/(?:`[^`]*`|[^ `])+/g)) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + word.length < width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Removes the marks of bold text and of links to other pages. */
function plain(text: string): string {
  return text.replaceAll('**', '').replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
}
