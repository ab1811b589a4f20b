import { expect, test } from 'vitest'
import { wholeLines } from '../../src/output/whole-lines'

function lines(chunks: readonly string[]): string[] {
  const written: string[] = []
  const { add, end } = wholeLines((whole) => written.push(whole.toString()))
  for (const chunk of chunks) add(Buffer.from(chunk))
  end()
  return written
}

test('joins the parts of a line, and passes on several lines at once', () => {
  expect(lines(['one\ntwo\nth', 'r', 'ee\n', 'four\n'])).toEqual(['one\ntwo\n', 'three\n', 'four\n'])
})

test('passes on a last line that has no end, and nothing where there is none', () => {
  expect(lines(['one\ntw', 'o'])).toEqual(['one\n', 'two'])
  expect(lines(['one\n'])).toEqual(['one\n'])
  expect(lines([])).toEqual([])
})

test('cuts a line that does not end at a space', () => {
  const word = 'x'.repeat(700 * 1024)
  expect(lines([word, ` ${word}`, 'y\n'])).toEqual([`${word} `, `${word}y\n`])
  expect(lines([word, word, 'y\n'])).toEqual([word + word, 'y\n'])
})
