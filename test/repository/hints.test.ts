import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { sourceFiles, testFiles } from './source-files'

const read = (file: string) => readFileSync(join(repositoryRoot, file), 'utf8')
const shown = 'test/long/failures/shown'
const asserted = [...testFiles(), ...readdirSync(join(repositoryRoot, shown)).map((name) => `${shown}/${name}`)]
  .filter((file) => file !== 'test/repository/hints.test.ts')
  .map((file) => ({ file, text: plain(read(file)) }))

/** A text between the values that are filled in. */
const gap = '\0'
/** Words in a row that are in no other text by chance. */
const rowLength = 4

interface Hint {
  readonly file: string
  readonly text: string
}

const hints = sourceFiles().flatMap((file) => hintsOf(file))
const commands = [
  ...new Set(hints.flatMap(({ text }) => [...text.matchAll(/`([a-z]+ [^`]+)`/g)].map(([, line = '']) => line))),
]

test('there are hints to look at', () => {
  expect(hints.length).toBeGreaterThan(100)
  expect(commands.length).toBeGreaterThan(10)
})

// The texts of macOS and Windows are written from their documentation, and untested.
const isOfOtherSystem = ({ file, text }: Hint) =>
  /\/(?:macos|windows)\//.test(file) ||
  /\bmacOS\b|AirPlay|^Close what has so many connections or listeners open\.$/.test(text)

test.each(hints.filter((hint) => !isOfOtherSystem(hint)))('a test has the hint of $file: $text', ({ text }) => {
  const rows = rowsOf(text)
  expect(asserted.filter((test) => rows.some((row) => test.text.includes(row))).map(({ file }) => file)).not.toEqual([])
})

/** The tests that run the commands of hints, by the first words of the commands. */
const runs: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'npx portside kill', 'kill ', 'sudo ip link set lo up', 'sudo sysctl -w net.ipv6', 'sudo sysctl -w net.ipv4', 'chmod +x', 'ip addr show lo', 'ip link show lo',
      'ip address show lo', 'ss -tanp', 'sudo ss -ltnp', 'node ', 'unset PORTSIDE_SUPERVISOR', 'sudo kill -9', 'ulimit -n', 'ulimit -u', 'ps -o user= -p',
    ].map((words) => [words, 'test/e2e/followed-hints.test.ts']),
  ),
  'portside run': 'test/e2e/run.test.ts',
  'deno run': 'test/stacks/other-runtimes.test.ts',
  'grep TracerPid': 'packages/process/test/stop/survivors-error.test.ts',
  'sudo cat /proc/': 'packages/process/test/stop/survivors-error.test.ts',
  'puma -b tcp://{host}:{port}': 'test/stacks/ruby.test.ts',
} // prettier-ignore

/** Commands that need a system or a service which tests do not have: a newer release in the registry, macOS, systemd, Docker's engine, a setting that only some kernels have. */
const elsewhere = [
  'npm install --save-dev',
  'gem install',
  'sudo ifconfig lo0',
  'systemctl list-sockets',
  'docker ps',
  'sysctl kernel.unprivileged_userns_clone',
]
const isElsewhere = (command: string) => elsewhere.some((words) => command.startsWith(words))

test.each(commands.filter((command) => !isElsewhere(command)))('a test runs the command of a hint: %s', (command) => {
  const [start = '', file = ''] = Object.entries(runs).find(([words]) => command.startsWith(words)) ?? []
  expect(start, 'the first words of the command').not.toBe('')
  const words = start.split(' ').filter((word) => word !== '')
  const text = plain(read(file)).replaceAll(/[,()]/g, ' ').replaceAll(/\s+/g, ' ')
  // Root gets the commands without it.
  expect(text).toContain(plain(words.join(' ')).replace(/^sudo /, ''))
})

/** The texts in what a file gives as `hints`, in its functions and constants that these use, and in all that is named so. */
function hintsOf(file: string): readonly Hint[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true)
  const declared = new Map(source.statements.flatMap(declarations))
  const texts = new Set<string>()
  const seen = new Set<ts.Node>()
  const collect = (node: ts.Node): void => {
    if (seen.has(node)) return
    seen.add(node)
    if (ts.isTypeNode(node) || isLookedFor(node)) return
    const text = textOf(node)
    if (text !== undefined && isSentence(text)) texts.add(text)
    if (ts.isIdentifier(node)) declared.get(node.text)?.forEach(collect)
    ts.forEachChild(node, collect)
  }
  const look = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'hints') collect(node.initializer)
    else ts.forEachChild(node, look)
  }
  look(source)
  for (const [name, nodes] of declared) if (/hint|remedy/i.test(name)) nodes.forEach(collect)
  return [...texts].map((text) => ({ file, text }))
}

/** Whether a text is looked for in another one, as in `output.includes('…')`. */
function isLookedFor(node: ts.Node): boolean {
  if (!ts.isStringLiteral(node) || !ts.isCallExpression(node.parent)) return false
  const { expression } = node.parent
  return ts.isPropertyAccessExpression(expression) && /^(?:includes|startsWith|endsWith)$/.test(expression.name.text)
}

function declarations(statement: ts.Statement): [string, readonly ts.Node[]][] {
  if (ts.isFunctionDeclaration(statement) && statement.name !== undefined && statement.body !== undefined)
    return [[statement.name.text, [statement.body]]]
  if (!ts.isVariableStatement(statement)) return []
  return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
    ts.isIdentifier(name) && initializer !== undefined ? [[name.text, [initializer]]] : [],
  )
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(gap)
}

function isSentence(text: string): boolean {
  return rowsOf(text).length > 0 && /[A-Za-z]{2,} .*[A-Za-z]{2,} .*[A-Za-z]{2,}/.test(text)
}

/** Every few words in a row of a text, and each shorter text between two values. */
function rowsOf(text: string): readonly string[] {
  return text.split(gap).flatMap((part) => {
    const words = plain(part)
      .split(' ')
      .filter((word) => word !== '')
    if (words.length < rowLength) return words.length > 2 ? [words.join(' ')] : []
    return words.slice(rowLength - 1).map((_, index) => words.slice(index, index + rowLength).join(' '))
  })
}

/** Leaves out what marks a text in a source, in a pattern and in Markdown. */
function plain(text: string): string {
  return text.replaceAll(/[\\`'"]/g, '').replaceAll(/\s+/g, ' ')
}
