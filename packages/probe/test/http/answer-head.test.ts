import { expect, test } from 'vitest'
import { parseAnswer, joinChunks } from '../../src/http/answer-head'

function parse(text: string) {
  return parseAnswer(Buffer.from(text, 'latin1'))
}

test('the status is read as soon as the head is whole, and not before', () => {
  const head = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 7\r\n\r\n'
  const headers = { 'content-length': '7' }
  const whole = {
    status: 503,
    statusText: 'Service Unavailable',
    headers,
    length: 7,
    isChunked: false,
    bodyAt: head.length,
  }
  for (let length = 0; length < head.length; length += 1) expect(parse(head.slice(0, length))).toBeUndefined()
  expect(parse(head)).toEqual(whole)
  expect(parse(`${head}warming`)).toEqual(whole)
})

test('heads of informational answers are passed over', () => {
  const early = 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n'
  expect(parse(early)).toBeUndefined()
  const answer = 'HTTP/1.0 200\n\n'
  expect(parse(early + answer)).toMatchObject({ status: 200, statusText: '', bodyAt: early.length + answer.length })
})

test('an answer without content has no length, whatever its fields say', () => {
  expect(parse('HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n')).toMatchObject({ length: 0 })
  expect(parse('HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n')).toMatchObject({
    length: Infinity,
    isChunked: true,
  })
})

test.each([
  ['220 mail.example ESMTP\r\n', 'the answer is no HTTP/1: "220 mail.example ESMTP\\r\\n"'],
  ['HTTP/1.1 OK\r\n\r\n', 'the answer is no HTTP/1: "HTTP/1.1 OK\\r\\n\\r\\n"'],
  ['\u0015\u0003\u0001\u0000\u0002\u0002P', 'the server speaks TLS (https), not plain HTTP'],
  [`HTTP/1.1 200 OK\r\n${'x'.repeat(70_000)}`, 'the head of the answer does not end'],
])('%j is no answer', (text, message) => {
  expect(parse(text)).toEqual(new Error(message))
})

test('chunks are joined as far as they have come', () => {
  const body = '5;name=value\r\nwarmi\r\n2\r\nng\r\n0\r\n\r\n'
  expect(joinChunks(Buffer.from(body)).toString()).toBe('warming')
  expect(joinChunks(Buffer.from(body.slice(0, 16))).toString()).toBe('wa')
  expect(joinChunks(Buffer.from('5')).toString()).toBe('')
})
