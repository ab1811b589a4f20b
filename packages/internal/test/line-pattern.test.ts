import { expect, test } from 'vitest'
import { linePattern } from '../src/index'

const text = 'one\ntwo\nlistening now\n'

test.each([
  [/^listening/, true],
  [/^two$/g, true],
  [/^now/, false],
  [/^listening/m, true],
  [/^one\ntwo/, true],
  [/^two\nlistening/, false],
  [/^two\nlistening/m, true],
  [/^\\nothing/, false],
])('%s matches in three lines: %s', (pattern, isMatch) => {
  const each = linePattern(pattern)
  expect([each.test(text), each.test(text)]).toEqual([isMatch, isMatch])
})
