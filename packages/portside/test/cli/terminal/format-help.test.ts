import { parseCommandLine } from '@portside/process'
import { describe, expect, test } from 'vitest'
import { commands } from '../../../src/cli/main'
import { parseRunArguments } from '../../../src/cli/run/run-arguments'
import { formatHelp, formatOverview } from '../../../src/cli/terminal/format-help'
import { parseWaitOptions } from '../../../src/cli/wait/wait-options'
import { parseWaitTarget } from '../../../src/cli/wait/wait-target'

const helps: readonly (readonly [name: string, help: string])[] = [
  ['portside', formatOverview(commands)],
  ...Object.entries(commands).map(([name, command]) => [name, formatHelp(name, command)] as const),
]

test.each(helps)('the help of %s fits 80 columns, and each line has something', (_, help) => {
  for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  expect(help).not.toMatch(/[ \t]$|\n\n\n/m)
})

test('has the options with their meanings in a column, and a long one in a line of its own', () => {
  const run = async () => Promise.resolve(0)
  const options = {
    all: {
      type: 'boolean',
      short: 'a',
      help: 'Those of all projects of this user, even those that nobody has seen lately',
    },
    service: { type: 'string', value: '<a very long description>', help: 'One' },
  } as const
  expect(formatHelp('x', { summary: 'Do it', usage: '[options]', options, examples: ['portside x'], run })).toBe(`Do it

Usage: portside x [options]

Options:
  -a, --all   Those of all projects of this user, even those that nobody has
              seen lately
      --service <a very long description>
              One
  -h, --help  Show this help

Examples:
  portside x`)
})

describe('examples', () => {
  const examplesOf = (name: string) =>
    (commands[name]?.examples ?? []).map((line) => parseCommandLine(line.replaceAll('\\\n', ' ')).slice(2))

  test('of run are accepted', () => {
    expect(examplesOf('run').map((args) => parseRunArguments(args).services.length)).toEqual([0, 1, 2])
  })

  test('of wait are accepted', async () => {
    for (const args of examplesOf('wait')) {
      const { resources } = await parseWaitOptions(args)
      for (const resource of resources) expect(parseWaitTarget(resource).name).toBe(resource)
    }
  })
})
