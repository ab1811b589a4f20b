import { expect, test } from 'vitest'
import { parseOptions } from '../../../src/cli/terminal/parse-options'
import { waitOptions } from '../../../src/cli/wait/wait-options'

const parse = (option: string) => () => parseOptions({ args: [option], options: waitOptions })

test.each([
  ['--http-timeout', '--httpTimeout'],
  ['--statusCodes', '--status-codes'],
  ['--Reverse', '--reverse'],
  ['--hlep', '--help'],
])('another spelling of an option is answered with that alone: %s', (given, meant) => {
  expect(parse(given)).toThrow(new TypeError(`Unknown option ${given}: is ${meant} meant?`))
})

test('an option that is like none is answered with the way to all', () => {
  expect(parse('--colourful')).toThrow(new TypeError('Unknown option --colourful (see --help)'))
})
