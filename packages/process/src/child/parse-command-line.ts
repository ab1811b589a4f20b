import { invalidArgument } from '@portside/errors'

/**
 * Splits a command line into the program and its arguments. Of the shell's language (POSIX, XCU 2.2) it knows only the quotes and backslashes. On
 * Windows a backslash outside of quotes is an ordinary character.
 *
 * @example
 * parseCommandLine(`node server.js --title 'two words'`) // ['node', 'server.js', '--title', 'two words']
 *
 * @throws TypeError for what only a shell can do (`&&`, `|`, `;`, `>`, `$X`, backticks, `A=1 command`), and for an open quote.
 */
export function parseCommandLine(line: string): readonly string[] {
  const words: string[] = []
  let position = 0
  while (position < line.length) {
    const { word, end } = readWord(line, position)
    if (word !== undefined) words.push(word)
    position = end + 1
  }
  if (words.length === 0) throw invalidArgument('command', 'a program and its arguments', line)
  return words
}

interface Word {
  readonly word: string | undefined
  readonly end: number
}

function readWord(line: string, start: number): Word {
  let word: string | undefined
  let end = start
  while (end < line.length && !/\s/.test(line.charAt(end))) {
    const part = readPart(line, end)
    word = (word ?? '') + part.text
    end = part.end
  }
  if (line.slice(end).startsWith('\n')) rejectShell(line, 'a line break')
  if (start === 0 && /^[A-Za-z_]\w*=/.test(line)) rejectShell(line, `\`${line.slice(0, end)}\``)
  return { word, end }
}

interface Part {
  readonly text: string
  readonly end: number
}

/** Characters without a meaning in the shell's language. */
const ordinary = /[^\s'"\\&|;<>()`$]+/y

/** Reads one stretch of ordinary characters or in quotes, or one character. */
function readPart(line: string, at: number): Part {
  ordinary.lastIndex = at
  const [text] = ordinary.exec(line) ?? []
  if (text !== undefined) return { text, end: at + text.length }
  const character = line.charAt(at)
  if (character === "'") return readSingleQuoted(line, at)
  if (character === '"') return readDoubleQuoted(line, at)
  if (character === '\\' && process.platform !== 'win32') return { text: line.charAt(at + 1), end: at + 2 }
  rejectOperator(line, at)
  return { text: character, end: at + 1 }
}

function readSingleQuoted(line: string, at: number): Part {
  const end = line.indexOf("'", at + 1)
  if (end === -1) throw invalidArgument('command', 'a command line with closed quotes', line)
  return { text: line.slice(at + 1, end), end: end + 1 }
}

function readDoubleQuoted(line: string, at: number): Part {
  let text = ''
  for (let end = at + 1; end < line.length; end += 1) {
    const character = line.charAt(end)
    if (character === '"') return { text, end: end + 1 }
    rejectExpansion(line, end)
    const isEscape = character === '\\' && /["\\$`]/.test(line.charAt(end + 1))
    if (isEscape) end += 1
    text += line.charAt(end)
  }
  throw invalidArgument('command', 'a command line with closed quotes', line)
}

function rejectOperator(line: string, at: number): void {
  const operator = /^(?:&&|\|\||>>|<<|[&|;<>()])/.exec(line.slice(at))
  if (operator) rejectShell(line, `\`${operator[0]}\``)
  rejectExpansion(line, at)
}

function rejectExpansion(line: string, at: number): void {
  const expansion = /^(?:`|\$(?:[A-Za-z_]\w*|\{[^}]*\}?|\([^)]*\)?|[\d?!$@*#-]))/.exec(line.slice(at))
  if (expansion) rejectShell(line, expansion[0] === '`' ? 'backticks' : `\`${expansion[0]}\``)
}

function rejectShell(line: string, found: string): never {
  const expectation = `a program and its arguments without ${found} (${instead(line, found)}set variables with \`env\`; \`shell: true\` runs the line in a shell; quotes make it literal)`
  throw invalidArgument('command', expectation, line)
}

/** A change of the folder before the program, as in `cd app && node server.js`. */
const changeOfFolder = /^\s*(cd\s+("[^"$`\\]+"|'[^']+'|[^\s'"\\&|;<>()`$]+)\s*(?:&&|;))\s*\S/

/** Returns the option or the placeholder that does the same without a shell. */
function instead(line: string, found: string): string {
  const placeholder = /^`\$\{?(PORT|HOST)\b/.exec(found)?.[1]?.toLowerCase()
  if (placeholder !== undefined) return `write \`{${placeholder}}\` in its place; `
  const [, change, folder = ''] = (/^`(?:&&|;)`$/.test(found) ? changeOfFolder.exec(line) : undefined) ?? []
  return change === undefined
    ? ''
    : `set \`cwd: '${folder.replaceAll(/^["']|["']$/g, '')}'\` in place of \`${change}\`; `
}
