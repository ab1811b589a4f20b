import { expect, test } from 'vitest'
import { beginsHttp2 } from '../src/index'

test.each([
  ['\0\0\0\x04\0\0\0\0\0', true],
  ['\0\0\x12\x04\0\0\0\0\0\0\x03\0\0', true],
  ['\0\0\x08\x07\0\0\0\0\0\0\0\0\0', true],
  ['\0\0\0\x04\0\0\0\0', false],
  ['\0\0\0\x04\0\0\0\0\x01', false],
  ['HTTP/1.1 200 OK', false],
])('%j begins HTTP/2: %s', (text, isHttp2) => {
  expect(beginsHttp2(text)).toBe(isHttp2)
  expect(beginsHttp2(Buffer.from(text, 'latin1'))).toBe(isHttp2)
})
