import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../../support/create-project'
import { runProgram } from '../../support/run-program'
import { shownOutput } from './shown-output'

let project: Project

// Types are not in the compiled files, so that their lines are others.
const types = `type Unused = { readonly a: string }\ninterface Gone { readonly b: Unused }\n`
const sources: Readonly<Record<string, string>> = {
  helper: `import { command } from 'portside'\n${types}export function fails(text: string) {
  return command(['node', '-e', "console.error('no disk ' + 'space'); process.exit(3)", text])\n}\n`,
  services: `import { defineServices } from 'portside'\nimport { fails } from './helper'\n${types}
export default defineServices({
  api: fails('api'),
})\n`,
  misspelt: `import { command, defineServices } from 'portside'\n${types}
export default defineServices({
  api: command('node server.js', { reddy: '/' }),
})\n`,
}
/** The lines that have the services. */
const lines = { services: 7, misspelt: 6 }

function compiled(name: string, module: ts.ModuleKind, extension: string): Readonly<Record<string, string>> {
  const compilerOptions = { module, target: ts.ScriptTarget.ES2022, sourceMap: true, esModuleInterop: true }
  const { outputText, sourceMapText = '' } = ts.transpileModule(sources[name] ?? '', { compilerOptions, fileName: `${name}.ts` }) // prettier-ignore
  const file = `${name}.${extension}`
  const map = JSON.parse(sourceMapText) as { sources: string[] }
  return {
    [`dist/${file}`]: outputText
      .replaceAll('./helper', `./helper.${extension}`)
      .replace(`${name}.js.map`, `${file}.map`),
    [`dist/${file}.map`]: JSON.stringify({ ...map, file, sources: [`../src/${name}.ts`] }),
  }
}

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12', 'jest@30.5.2', '@playwright/test@1.65.1'])
  await project.write({ 'package.json': '{ "private": true, "type": "module" }' })
  for (const [name, text] of Object.entries(sources)) {
    await project.write({ [`src/${name}.ts`]: text })
    await project.write(compiled(name, ts.ModuleKind.ES2022, 'js'))
    await project.write(compiled(name, ts.ModuleKind.CommonJS, 'cjs'))
  }
  for (const name of ['services', 'misspelt'])
    await project.write({
      [`vitest/${name}.test.ts`]: `
        import { withServices } from 'portside/vitest'
        import services from '../dist/${name}.js'
        withServices(services)('takes it', ({ api }) => void api)`,
      [`playwright/${name}.spec.ts`]: `
        import { withServices } from 'portside/playwright'
        import services from '../dist/${name}.js'
        withServices(services)('takes it', ({ api }) => void api)`,
      [`node-test/${name}.mjs`]: `
        import { test } from 'node:test'
        import { setupServices } from 'portside/node-test'
        import definitions from '../dist/${name}.js'
        const services = setupServices(definitions, 'api')
        test('takes it', () => void services.api)`,
      [`jest/${name}.cjs`]: `
        const { setupServices } = require('portside/jest')
        const services = setupServices(require('../dist/${name}.cjs').default, 'api')
        test('takes it', () => void services.api)`,
      [`${name}.vitest.config.ts`]: `
        import { portside } from 'portside/vitest'
        export default { plugins: [portside({ services: './dist/${name}.js' })], test: { include: ['vitest/${name}.test.ts'] } }`,
      [`${name}.playwright.config.ts`]: `
        import { defineConfig } from '@playwright/test'
        import { portside } from 'portside/playwright'
        export default defineConfig(portside({ services: './dist/${name}.js' }), { testDir: 'playwright', workers: 1 })`,
      [`${name}.jest.config.cjs`]: `
        module.exports = require('portside/jest').portside({ services: './dist/${name}.cjs' }, { testMatch: ['<rootDir>/jest/${name}.cjs'] })`,
    })
})
afterAll(() => project.remove())

const bin = (program: string) => join(project.directory, 'node_modules/.bin', program)
const runners: Readonly<Record<string, (name: string) => readonly string[]>> = {
  Vitest: (name) => [bin('vitest'), 'run', '--config', `${name}.vitest.config.ts`],
  Jest: (name) => [bin('jest'), '--config', `${name}.jest.config.cjs`],
  'Playwright Test': (name) => [
    bin('playwright'),
    'test',
    '--reporter=list',
    '--config',
    `${name}.playwright.config.ts`,
    `${name}.spec.ts`,
  ],
  'node:test': (name) => [process.execPath, '--test', '--test-reporter=spec', `node-test/${name}.mjs`],
  'portside run': (name) => [bin('portside'), 'run', '--services', `dist/${name}.js`, '--', 'true'],
}

const variants = Object.keys(runners).flatMap((runner) =>
  ['', '--enable-source-maps'].map((options) => [runner, options] as const),
)

describe.each(variants)('%s shows the source of a compiled services file (NODE_OPTIONS=%s)', (runner, options) => {
  const run = async (name: string) => {
    const env = { CI: '', GITHUB_ACTIONS: '', NODE_OPTIONS: options }
    const { output, code } = await runProgram(runners[runner]?.(name) ?? [], { cwd: project.directory, env }).ended
    expect(code, output).not.toBe(0)
    return shownOutput(output, project.directory)
  }

  // The command line prints no stack: the message has all that is known of a service.
  test.skipIf(runner === 'portside run')(
    'of a service that a helper in another file makes (skipped: no stack)',
    async () => {
      const shown = await run('services')
      expect(shown).toContain('no disk space')
      expect(shown).toContain(`src/services.ts:${lines.services}`)
      expect(shown).not.toMatch(/dist\/services\.c?js:\d+|node_modules\/portside\/dist/)
    },
  )

  test('of a mistake that it makes when it is loaded', async () => {
    const shown = await run('misspelt')
    const message = 'command() has no option `reddy`: did you mean `ready`?'
    expect(shown).toContain(message)
    const after = shown.slice(shown.indexOf(message))
    expect(after).toContain(`src/misspelt.ts:${lines.misspelt}`)
    expect(after).not.toMatch(/node_modules[/\\]portside[/\\]dist/)
  })
})
