import { spawnSync } from 'node:child_process'
import { override, start } from '@portside/core'
import { expect, test } from 'vitest'
import { errorOf } from '../../../core/test/support/error-of'
import { astro, flask, next, preset, storybook, vite } from '../../src/presets'
import { nextSource } from '../../src/presets/sources'
import { type ToolAnswer, toolProject } from '../support/tool-project'

test('a preset finds the tool above its folder, and gives it its address after the arguments', async () => {
  await using project = await toolProject('8.0.0')
  const definition = vite({ cwd: project.file('inner'), args: ['--mode', 'e2e'] })
  await using web = await start(definition)
  expect(web.url).toBe(`http://localhost:${web.port}`)
  const { args, NODE_ENV } = (await (await web.fetch('/')).json()) as ToolAnswer
  expect(args).toEqual(['--mode', 'e2e', '--port', `${web.port}`, '--strictPort', '--host', '127.0.0.1'])
  expect(NODE_ENV).toBe('development')
})

test('a newer version of a tool gets the words that it needs before its address, and an older one does not', async () => {
  for (const [version, words] of [
    ['8.3.9', []],
    ['8.4.0-beta.1', ['--bypass-lock']],
  ] as const) {
    await using project = await toolProject(version)
    await using web = await start(vite({ cwd: project.path, args: ['--mode', 'e2e'] }))
    const { args } = (await (await web.fetch('/')).json()) as ToolAnswer
    expect(args.slice(0, args.indexOf('--port'))).toEqual(['--mode', 'e2e', ...words])
  }
})

test('variables of the user override those of the preset, also in a variant', async () => {
  await using project = await toolProject('8.0.0')
  const web = vite({ cwd: project.path, env: { NODE_ENV: 'test', MODE_OF_TOOL: 'one' } })
  await using variant = await start(override(web, { env: { MODE_OF_TOOL: 'two' } }))
  expect(await (await variant.fetch('/')).json()).toMatchObject({ NODE_ENV: 'test', MODE_OF_TOOL: 'two' })
})

test('a tool that is not installed fails before anything is started, with the command that installs it', async () => {
  await using project = await toolProject('8.0.0', { 'pnpm-lock.yaml': '' })
  const error = await errorOf(start(astro({ cwd: project.path })))
  expect(error).toMatchObject({ code: 'E_SPAWN_FAILED' })
  expect(error.message).toContain('the package astro is not installed in this project')
  expect(error.hints[0]).toBe('Install it: `pnpm add -D astro`.')
})

test('a tool that is too old fails before anything is started, with its version and its folder', async () => {
  await using project = await toolProject('2.9.18')
  const error = await errorOf(start(vite({ cwd: project.path })))
  expect(error).toMatchObject({ code: 'E_UNSUPPORTED_TOOL' })
  expect(error.message).toContain('vite 2.9.18 is too old for vite(), which works from 3.0 on')
  expect(error.message).toContain(project.file('node_modules/vite'))
})

test('a start that fails shows the path of the tool, so that the line runs at a shell', async () => {
  await using project = await toolProject('8.0.0')
  for (const [cwd, path] of [
    [project.path, 'node_modules/.bin/vite'],
    [project.file('inner'), '../node_modules/.bin/vite'],
  ] as const) {
    const { byHand = '' } = await errorOf(start(vite({ cwd, args: ['--fail'] })))
    expect(byHand).toContain(` ${path} --fail --port `)
    const { status, stderr } = spawnSync('sh', ['-c', byHand], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'Error: the lock is held by process 7\n' })
  }
})

test('wrong options are refused at the definition, and near names are shown', () => {
  expect(() => vite({ redy: '/' } as object)).toThrow('vite() has no option `redy`: did you mean `ready`?')
  expect(() => vite({ arg: [] } as object)).toThrow('vite() has no option `arg`: did you mean `args`?')
  expect(() => vite({ shell: true } as object)).toThrow('vite() has no option `shell`')
  expect(() => flask({ ap: 'shop' } as object)).toThrow('flask() has no option `ap`: did you mean `app`?')
  expect(() => vite({ app: 'shop' } as object)).toThrow('vite() has no option `app`')
  expect(() => flask({ reload: 'yes' as never })).toThrow('Expected `reload` to be true or false')
  expect(() => vite({ args: 'mode' as never })).toThrow('Expected `args` to be an array of words')
  expect(() => vite({ startTimeoutMs: -1 })).toThrow('Expected `startTimeoutMs`')
})

test.each([
  ['--port', () => vite({ args: ['--port', '3000'] })],
  ['--port', () => vite({ args: ['--port=3000'] })],
  ['--strictPort', () => vite({ args: ['--strictPort'] })],
  ['-H', () => next({ args: ['-H', '0.0.0.0'] })],
  ['-p', () => storybook({ args: ['-p', '6006'] })],
])('%s in `args` is refused, since the preset sets it', (flag, define) => {
  expect(define).toThrow(`without ${flag}, which`)
})

test('placeholders in arguments are replaced, and one of a port that does not exist is refused', async () => {
  await using project = await toolProject('8.0.0')
  expect(() => vite({ args: ['{port:hmr}'] })).toThrow('without {port:hmr}')
  await using web = await start(vite({ cwd: project.path, ports: { hmr: 'lease' }, args: ['--hmr', '{port:hmr}'] }))
  const { args } = (await (await web.fetch('/')).json()) as ToolAnswer
  expect(args.slice(0, 2)).toEqual(['--hmr', String(web.ports.hmr)])
})

test('a page that is missing is an answer, unless `ready` asks for one', async () => {
  await using project = await toolProject('8.0.0')
  await using web = await start(vite({ cwd: project.path, args: ['--missing'] }))
  expect((await web.fetch('/')).status).toBe(404)
  const error = await errorOf(start(vite({ cwd: project.path, args: ['--missing'], ready: '/', startTimeoutMs: 1000 })))
  expect(error).toMatchObject({ code: 'E_NOT_READY' })
})

test('anybody can make a preset: its options, words, variables and hints', async () => {
  await using project = await toolProject('1.2.0', {}, 'parcel')
  const parcel = preset<{ readonly entry?: string }>({
    name: 'parcel',
    npm: 'parcel',
    from: '1.1',
    command: ['serve'],
    address: ['--port', '{port}', '--host', '{host}'],
    env: { MODE_OF_TOOL: 'preset' },
    options: { entry: { expected: 'a path', isAccepted: (value) => typeof value === 'string' } },
    words: ({ entry = 'index.html' }, { service }) => ({ args: [entry], env: { NODE_ENV: service } }),
    hints: [{ pattern: /the lock is held/, hint: 'Stop the other one.' }],
  })
  await using web = await start(parcel({ cwd: project.path, entry: 'app.html', args: ['--watch'] }))
  const answer = (await (await web.fetch('/')).json()) as ToolAnswer
  expect(answer.args.slice(0, 4)).toEqual(['serve', 'app.html', '--watch', '--port'])
  expect(answer).toMatchObject({ MODE_OF_TOOL: 'preset', NODE_ENV: 'service' })
  expect(web.url).toBe(`http://127.0.0.1:${web.port}`)
  expect(() => parcel({ entry: 1 as never })).toThrow('Expected `entry` to be a path')
  const error = await errorOf(start(parcel({ cwd: project.path, args: ['--fail'] })))
  expect(error).toMatchObject({ code: 'E_EXITED_EARLY' })
  expect(error.hints[0]).toBe('Stop the other one.')
})

test('an instance that runs already is used, and the tool is not looked for', async () => {
  await using project = await toolProject('8.0.0')
  await using running = await start(vite({ cwd: project.path }))
  await using web = await start(vite({ cwd: '/', existing: running.url }))
  expect(web.port).toBe(running.port)
  expect(web.pid).toBeUndefined()
})

test('a second server of Next.js in a folder gets the ways to have one', () => {
  const [{ pattern, hint } = expect.unreachable()] = nextSource.hints ?? []
  expect(pattern.test(' ⨯ Another `next dev` server is already running.')).toBe(true)
  expect(hint).toContain('Next.js allows one server for each `distDir`. Use the one that runs')
})
