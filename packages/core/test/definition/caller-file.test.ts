import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { callerFile } from '../../src/definition/caller-file'

function fileOfCaller(): string | undefined {
  return callerFile()
}

test('is the file of who calls the function that asks', () => {
  expect(fileOfCaller()).toBe(fileURLToPath(import.meta.url))
})

test('leaves what a runner makes of stacks as it is', () => {
  const before = Object.getOwnPropertyDescriptors(Error)
  fileOfCaller()
  expect(Object.getOwnPropertyDescriptors(Error)).toEqual(before)
})
