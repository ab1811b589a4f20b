import { expect, test } from 'vitest'
import { wholeCharacters } from '../../src/output/whole-characters'

const text = 'a é € 🚢 z'

test.each([1, 2, 3, 4, 5])('never cuts a character, in chunks of %d bytes', (length) => {
  const chunks: string[] = []
  const add = wholeCharacters((chunk) => chunks.push(chunk.toString()))
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; start += length) add(bytes.subarray(start, start + length))
  expect(chunks.join('')).toBe(text)
  expect(chunks.join('')).not.toContain('\uFFFD')
})

test('passes on bytes that are no text', () => {
  const bytes: Buffer[] = []
  const add = wholeCharacters((chunk) => bytes.push(chunk))
  for (const value of [0xff, 0x80, 0x80, 0x80, 0x80, 0xc3, 0x41]) add(Buffer.from([value]))
  expect(Buffer.concat(bytes)).toEqual(Buffer.from([0xff, 0x80, 0x80, 0x80, 0x80, 0xc3, 0x41]))
})
