import { expect, test } from 'vitest'
import type { Screen } from '../../../src/cli/terminal/screen'
import { createServiceLines } from '../../../src/cli/run/service-lines'

/** Returns the lines printed for chunks of `api` and `longName`, by turns. */
function printed(chunks: readonly string[], { isJson = false, hasColours = false } = {}): string[] {
  const texts: string[] = []
  const screen: Screen = {
    hasColours,
    isLive: false,
    styled: (colour, text) => (hasColours ? `<${colour}>${text}</>` : text),
    print: (text) => texts.push(text),
    show: () => undefined,
    leaveEcho: () => undefined,
  }
  const lines = createServiceLines(isJson, screen)
  lines.expect(['api', 'longName'])
  chunks.forEach((chunk, index) => lines.print(index % 2 === 0 ? 'api' : 'longName', Buffer.from(chunk)))
  return texts
}

test('puts the name before each line, in one column', () => {
  expect(printed(['one\n\ntwo\r\n', 'three'])).toEqual([
    'api      | one\napi      |\napi      | two',
    'longName | three',
  ])
})

test('gives each service a colour, keeps those of the service, and ends them with the line', () => {
  expect(printed(['\u001B[32mgreen\n', 'plain\n'], { hasColours: true })).toEqual([
    '<cyan>api      |</> \u001B[32mgreen\u001B[0m',
    '<yellow>longName |</> plain',
  ])
})

test('writes no colours where there are none', () => {
  expect(printed(['\u001B[32mgreen\u001B[39m\n'])).toEqual(['api      | green'])
})

test('lets no service move the cursor, or write over what is there', () => {
  expect(printed(['\u001B[2J\u001B[Hvite \u001B[1mready\n 10 %\r100 %\n'], { hasColours: true })).toEqual([
    '<cyan>api      |</> vite \u001B[1mready\u001B[0m\n<cyan>api      |</> 100 %',
  ])
})

test('writes JSON for machines', () => {
  expect(printed(['\u001B[32m"green"\n'], { isJson: true })).toEqual([
    '{"event":"output","name":"api","line":"\\"green\\""}',
  ])
})
