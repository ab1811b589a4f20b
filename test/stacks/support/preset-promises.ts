// The promises that hold for each preset, with its real tool.
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ServerHandle, type ServiceDefinition, start, type StartedHandle } from '../../../packages/core/src/index'
import { findPortOwner } from '../../../packages/ports/src/index'
import type { PortsideError } from '../../../packages/errors/src/index'
import {
  angular,
  astro,
  django,
  flask,
  go,
  gunicorn,
  next,
  nuxt,
  php,
  rackup,
  reactRouter,
  script as scriptOf,
  storybook,
  svelteKit,
  uvicorn,
  vite,
  webpack,
} from '../../../packages/portside/src/presets'
import { repositoryRoot } from '../../support/repository-root'
import { runProgram } from '../../support/run-program'
import { type App, createApp } from './app'
import { expectHydrated, noBrowser } from './browser'
import { isShort } from './form'
import { skipNote } from './programs'
import type { ToolGroup } from './tools'

const presets = {
  angular, astro, django, flask, go, gunicorn, next, nuxt, php, rackup, reactRouter, storybook, svelteKit, uvicorn, vite,
  webpack,
} as const // prettier-ignore

/** Options that all presets take, as JSON. */
type JsonOptions = Readonly<Record<string, unknown>>

/** A preset, and an app that its tool serves. */
export interface PresetCase {
  /** The name of its tests. */
  readonly name: string
  readonly preset: keyof typeof presets | 'script'
  /** The name of the script, for `script()`. */
  readonly script?: string
  readonly tools?: ToolGroup
  /** The app. Its first page has the text `hello`. */
  readonly files: Readonly<Record<string, string>>
  /** Runs once in its folder. */
  readonly prepare?: (app: App) => Promise<void>
  readonly options?: JsonOptions
  /** The path of the page with the button. @default '/' */
  readonly path?: string
  /** Whether its page has a button that counts clicks once it is hydrated. @default false */
  readonly hasPage?: boolean
  /** Files with which its page cannot be compiled: `./nowhere` is not there. */
  readonly broken?: Readonly<Record<string, string>>
  /** Whether two of them run in one folder. @default true */
  readonly runsTwice?: boolean
  /** Whether the short form has it. @default false */
  readonly isInShort?: boolean
  /** The reason why it cannot be tried here, if that is so. */
  readonly reason?: string | undefined
}

/** Tests what is promised for a preset. */
export function testPreset(preset: PresetCase): void {
  const { name, reason, hasPage = false, runsTwice = true, isInShort = false } = preset
  const isLeftOut = isShort && !isInShort
  describe.skipIf(reason !== undefined || isLeftOut)(`${name}${skipNote(reason)}`, () => {
    const pageNote = hasPage ? skipNote(noBrowser) : ''
    test(`is ready with its first page, and its crash is named${pageNote}`, () => withApp(preset, expectReady))
    test.skipIf(isShort || !runsTwice)('runs twice in one folder', () => withApp(preset, expectTwo))
    test.skipIf(isShort)('leaves nothing after SIGKILL of the runner', () => withApp(preset, expectNoLeftovers))
    test.skipIf(isShort || preset.broken === undefined)('fails at once if its page cannot be compiled', () =>
      withApp(preset, expectBroken),
    )
    test('does not take a port that somebody else has, nor asks that process', () => withApp(preset, expectRefused))
  })
}

async function withApp(preset: PresetCase, use: (preset: PresetCase, app: App) => Promise<void>): Promise<void> {
  const app = await createApp(preset.tools, preset.files)
  try {
    await preset.prepare?.(app)
    await use(preset, app)
    await app.expectNothingLeft([])
  } finally {
    await app.remove()
  }
}

/** Makes the definition of a case. */
export function definitionOf(
  { preset, script, options = {} }: PresetCase,
  app: App,
  more: JsonOptions = {},
): ServiceDefinition<ServerHandle> {
  const env = { ...app.env, ...(options['env'] as object), ...(more['env'] as object) }
  const all = { cwd: app.directory, ...options, ...more, env }
  if (preset === 'script') return scriptOf(script ?? 'dev', all)
  return presets[preset](all) as ServiceDefinition<ServerHandle>
}

async function expectReady(preset: PresetCase, app: App): Promise<void> {
  const service = await start(definitionOf(preset, app))
  try {
    await expectPage(preset, service)
    const owner = await findPortOwner(service.port, { host: service.host })
    process.kill(owner?.pid ?? Number(service.pid), 'SIGKILL')
    const crash = await nextFailure(service)
    expect(crash).toMatchObject({ code: 'E_CRASHED', service: 'service' })
  } finally {
    await service.stop()
  }
  await app.expectNothingLeft([service.url])
}

/** The page is asked once, at once: a service that is ready does not need another try. */
async function expectPage(
  { hasPage = false, path = '/' }: PresetCase,
  service: StartedHandle<ServerHandle>,
): Promise<void> {
  const askedAtMs = performance.now()
  const response = await service.fetch('/')
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('hello')
  expect(performance.now() - askedAtMs).toBeLessThan(3000)
  if (hasPage && noBrowser === undefined) await expectHydrated(`${service.url}${path}`)
}

async function nextFailure(service: StartedHandle<ServerHandle>): Promise<unknown> {
  for (const endMs = performance.now() + 15_000; performance.now() < endMs;) {
    const failure = await service.fetch('/').then(
      () => undefined,
      (thrown: PortsideError) => thrown,
    )
    if (failure?.code === 'E_CRASHED') return failure
  }
  return undefined
}

async function expectTwo(preset: PresetCase, app: App): Promise<void> {
  const services = await Promise.all([start(definitionOf(preset, app)), start(definitionOf(preset, app))])
  try {
    for (const service of services) await expectPage(preset, service)
  } finally {
    await Promise.all(services.map((service) => service.stop()))
  }
  await app.expectNothingLeft(services.map(({ url }) => url))
}

const entries = ['core/dist/index.js', 'portside/dist/presets.js'].map((path) => join(repositoryRoot, 'packages', path))

async function expectNoLeftovers({ preset, script = 'dev', options = {} }: PresetCase, app: App): Promise<void> {
  const program = join(repositoryRoot, 'test/stacks/programs/start-preset.mjs')
  const settings = { preset, script, options: { cwd: app.directory, ...options } }
  const run = runProgram([process.execPath, program, ...entries, JSON.stringify(settings)], { env: app.env })
  const [, url = ''] = await run.outputMatching(/^at (http\S+)/m)
  run.child.kill('SIGKILL')
  await run.ended
  await app.expectNothingLeft([url])
}

/** The errors of a compiler come seconds after the start, and long before the time-out of a minute. */
async function expectBroken(preset: PresetCase, app: App): Promise<void> {
  await app.write(preset.broken ?? {})
  const startedAtMs = performance.now()
  const error = await start(definitionOf(preset, app)).then(
    () => undefined,
    (thrown: PortsideError) => thrown,
  )
  expect(error).toMatchObject({ code: 'E_NOT_READY', output: expect.stringContaining('nowhere') })
  expect(error?.summary).toBe('reported that it has failed before it was ready')
  expect(performance.now() - startedAtMs).toBeLessThan(40_000)
}

async function expectRefused(preset: PresetCase, app: App): Promise<void> {
  let asked = 0
  const other = createServer((_, response) => {
    asked += 1
    response.end('the other one')
  })
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { readonly port: number }
  const startedAtMs = performance.now()
  const error = await start(definitionOf(preset, app, { port })).then(
    () => undefined,
    (thrown: PortsideError) => thrown,
  )
  other.close()
  other.closeAllConnections()
  expect(error).toMatchObject({ code: 'E_PORT_IN_USE' })
  expect(error?.message).toContain(`process ${process.pid}`)
  expect(asked).toBe(0)
  expect(performance.now() - startedAtMs).toBeLessThan(10_000)
}
