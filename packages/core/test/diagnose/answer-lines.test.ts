import { expect, test } from 'vitest'
import { answerWords, outputWords } from '../../src/diagnose/answer-lines'

const page = (content: string): string => `<!DOCTYPE html>\n<html>\n${content}</html>`

test.each([
  ['a text', '\n  no database \n  at query', 'body: no database'],
  ['colours and bells', 'no\u0007\u001B[31mdatabase\u001B[0m', 'body: no database'],
  ['JSON in one line', '{"message":"no database"}\n', 'body: {"message":"no database"}'],
  ['JSON that is laid out in lines', '{\n  "message": "no database"\n}', 'body: { "message": "no database" }'],
  [
    'a page with the text of an error',
    page('<title>Error</title><pre>Error: no database<br>x'),
    'body: Error: no database',
  ],
  ['another page', page('<title>Down for now</title><p>x</p>'), 'title: Down for now'],
  ['a page without a title', page('<p>x</p>'), undefined],
  ['bytes', 'PK\u0003\u0000', undefined],
  ['bytes that are no UTF-8', '\uFFFD\uFFFDx', undefined],
  ['nothing', '', undefined],
  ['a long line', 'x'.repeat(121), `body: ${'x'.repeat(120)}…`],
])('one line shows %s of an answer', (_, body, words) => {
  expect(answerWords(body)).toBe(words)
})

test.each([
  ['began\nits pool is empty\n\n', 'last output: its pool is empty'],
  ['began', 'last output: began'],
  [' \n', undefined],
])('the last line of the output %j is %s', (output, words) => {
  expect(outputWords(output)).toBe(words)
})
