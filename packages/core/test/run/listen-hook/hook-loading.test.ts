import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { command, start } from '../../../src/index'
import { canLoadHook } from '../../../src/run/listen-hook/hook-loading'
import { errorOf } from '../../support/error-of'
import { expectGone } from '../../support/expect-gone'
import { serverPath } from '../../support/server-path'

const listens = serverPath('listens.mjs')
// Its name until Node 23.
const permission = ['--permission', '--experimental-permission'].find((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag),
)
const restricted = [process.execPath, `${permission}`, `--allow-fs-read=${listens}`, listens]
const isRoot = process.getuid?.() === 0

// A busy machine takes its time to start a program, and these start two.
vi.setConfig({ testTimeout: 30_000 })

afterEach(() => vi.unstubAllEnvs())

/** Starts it, and returns whether what became ready has the listen hook. */
async function hasListenHook(
  commandLine: string | readonly string[],
  options: { shell?: boolean; listenHook?: boolean } = {},
) {
  const api = await start(command(commandLine, { ...options, ready: '/', startTimeoutMs: 20_000 }))
  const { listenHook } = (await (await api.fetch('/')).json()) as { listenHook: string }
  await api.stop()
  await expectGone(api)
  return listenHook !== ''
}

describe('a listen hook that cannot be loaded costs no service its life:', () => {
  test('one that can is loaded', async () => {
    expect(await hasListenHook(['node', listens])).toBe(true)
  })

  test('`listenHook: false` turns it off', async () => {
    expect(await hasListenHook(['node', listens], { listenHook: false })).toBe(false)
  })

  test('deleted meanwhile', async () => {
    const removal = `path=\${NODE_OPTIONS##*require }; [ -n "$path" ] && eval "rm $path"; node ${listens}`
    expect(await hasListenHook(removal, { shell: true })).toBe(false)
  })

  test('not to be read by the user that it runs as', async ({ skip }) => {
    skip(!isRoot, 'only root can become somebody else')
    const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
    chmodSync(folder, 0o755)
    const server = join(folder, 'listens.mjs')
    copyFileSync(listens, server)
    const line = `exec setpriv --reuid 65534 --regid 65534 --clear-groups node ${server}`
    expect(await hasListenHook(line, { shell: true })).toBe(false)
    rmSync(folder, { recursive: true })
  })

  test('not allowed by the permission model', async () => {
    expect(await hasListenHook(restricted)).toBe(false)
  })

  test('its path broken at a space by something in between', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portside test '))
    vi.stubEnv('TMPDIR', folder)
    const unquoting = `export NODE_OPTIONS="$(echo "$NODE_OPTIONS" | tr -d '"')"; node ${listens}`
    expect(await hasListenHook(unquoting, { shell: true })).toBe(false)
    rmSync(folder, { recursive: true })
  })

  test('below a process that lives on when its child dies', async () => {
    const watcher = `const [program, ...args] = ${JSON.stringify(restricted)}
      require('node:child_process').spawn(program, args, { stdio: 'inherit' })
      setInterval(() => {}, 60_000)`
    expect(await hasListenHook(['node', '-e', watcher])).toBe(false)
  })

  test('is tried once: what the program itself cannot load is its failure', async () => {
    const error = await errorOf(start(command(['node', '--require', './nowhere.cjs', listens])))
    expect(error).toMatchObject({ code: 'E_EXITED_EARLY', output: expect.stringContaining('nowhere.cjs') })
  })
})

const scripts = {
  node: 'node server.js',
  deno: 'DENO_DIR=cache deno run -A server.ts',
  dev: 'npm run build && npm run deno',
  bun: 'exec bun server.ts',
  both: 'npm run deno && npm run node',
  loop: 'npm run loop',
  build: 'node build.js',
}

test.each([
  ['node server.js', true],
  ['npm run node', true],
  ['/usr/bin/sudo node server.js', false],
  ['deno run -A server.ts', false],
  ['bun server.ts', false],
  ['node --permission server.js', false],
  ['npm run deno', false],
  ['npm --silent run dev', false],
  ['npx deno run -A server.ts', false],
  ['pnpm bun', false],
  ['yarn both', true],
  ['npm run loop', true],
  ['npm run nothing', true],
])('whether a command can load the listen hook: %s', (commandLine, expected) => {
  const directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ scripts }))
  expect(canLoadHook({ commandLine, isForShell: false, directory })).toBe(expected)
  rmSync(directory, { recursive: true })
})
