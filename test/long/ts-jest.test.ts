import { randomUUID } from 'node:crypto'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

const mark = randomUUID()
const plain = JSON.stringify(serverPath('plain.mjs'))

let project: Project

// As `tsc --init` and ts-jest have had it for years.
beforeAll(async () => {
  project = await createProject(['jest@30.5.2', 'ts-jest@29', 'typescript@5.9', '@types/node@20'])
  const compilerOptions = { module: 'commonjs', moduleResolution: 'node10', target: 'ES2022', strict: true }
  await project.write({
    'tsconfig.json': JSON.stringify({
      compilerOptions: { ...compilerOptions, esModuleInterop: true, types: ['node'] },
    }),
    'jest.config.js': `
      const { portside } = require('portside/jest')
      module.exports = portside({ services: './services.ts' }, { preset: 'ts-jest', testEnvironment: 'node' })`,
    'services.ts': `
      import { command, defineServices } from 'portside'
      export default defineServices({ api: command(['node', ${plain}, '${mark}']) })`,
    'health.test.ts': `
      import { expect, test } from '@jest/globals'
      import { setupServices } from 'portside/jest'
      import listed from './services'
      const services = setupServices(listed, 'api')
      test('answers', async () => {
        const url: string = services.api.url
        expect((await fetch(url)).status).toBe(200)
      })`,
    'wrong.test.ts': `
      import { setupServices } from 'portside/jest'
      import listed from './services'
      export const port: string = setupServices(listed, 'api').api.port`,
  })
})
afterAll(() => project.remove())
afterEach(() => expect(processesWith(mark)).toEqual([]))

const jest = (file: string) =>
  runProgram(['node', 'node_modules/jest/bin/jest.js', file], { cwd: project.directory }).ended

test('a CommonJS project of ts-jest finds the types with the resolution node10, and its tests run', async () => {
  const { code, output } = await jest('health')
  expect(stripVTControlCharacters(output)).toMatch(/Tests: +1 passed/)
  expect(code).toBe(0)
})

test('ts-jest reports a wrong use of a handle, whose type is known', async () => {
  const { code, output } = await jest('wrong')
  expect(stripVTControlCharacters(output)).toContain("TS2322: Type 'number' is not assignable to type 'string'")
  expect(code).toBe(1)
})
