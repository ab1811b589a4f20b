import { expect, test } from 'vitest'
import { keepLastBytes } from '../../src/output/last-bytes'

function keep(maxBytes: number, chunks: readonly string[]): string {
  const last = keepLastBytes(maxBytes)
  for (const chunk of chunks) last.add(Buffer.from(chunk))
  return last.text()
}

test('keeps all of what is short', () => {
  expect(keep(10, ['one\n', 'two'])).toBe('one\ntwo')
})

test('begins with a whole line', () => {
  expect(keep(12, ['one\ntwo\n', 'three\nfo', 'ur'])).toBe('three\nfour')
  expect(keep(8, ['one\ntwo\nthree\n'])).toBe('three\n')
})

test('begins with a whole character where no line ends', () => {
  expect(keep(8, ['€€€€'])).toBe('€€')
})

test('keeps the end of a line that is longer than all that is kept', () => {
  expect(keep(8, ['0123456789', 'END\n'])).toBe('6789END\n')
})

test('keeps what comes in very many small chunks', () => {
  const bytes = Array.from({ length: 100_000 }, (_, index) => (index % 10 === 9 ? '\n' : String(index % 10)))
  expect(keep(1000, bytes)).toBe('012345678\n'.repeat(99))
})
