import { expect, test } from 'vitest'
import { nodeOptionWords, withoutInspector } from '../../src/run/node-options'

test('splits at spaces, but not in double quotes', () => {
  const words = ['--require', '"/a b/\\"c\\".cjs"', '--import="x y"', '-r', './d.cjs']
  expect(nodeOptionWords(words.join('  '))).toEqual(words)
  expect(nodeOptionWords('--require "/unfinished path')).toEqual(['--require', '"/unfinished path'])
  expect(nodeOptionWords(' ')).toEqual([])
})

test.each([
  ['--inspect', ''],
  ['--inspect-brk=127.0.0.1:9229 --no-warnings', '--no-warnings'],
  ['--inspect-port 9230 --no-warnings', '--no-warnings'],
  ['--no-warnings --debug-port=0 --inspect-wait', '--no-warnings'],
  ['--require  ./inspect.cjs --title="--inspect it"', '--require  ./inspect.cjs --title="--inspect it"'],
])('leaves out the inspector: %s', (options, expected) => {
  expect(withoutInspector(options)).toBe(expected)
})
