import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noOwnNetwork, skipNote } from '../chaos/support/namespace'
import { cliPath, createRunFolder, type RunFolder } from './support/run-folder'

const usualPorts = [3000, 4200, 4321, 5173, 6006, 8000]
const isPossible = noOwnNetwork === undefined && existsSync('/usr/bin/script')
const reason =
  noOwnNetwork === undefined ? ' (skipped: script(1) of util-linux makes a terminal)' : skipNote(noOwnNetwork)

let folder: RunFolder
beforeEach(async () => {
  folder = await createRunFolder()
  await writeFile(
    join(folder.path, 'other.cjs'),
    `for (const port of ${JSON.stringify(usualPorts)})
       require('node:http').createServer((_, response) => response.end('<title>the other server</title>')).listen(port, '127.0.0.1')`,
  )
  await writeFile(join(folder.path, 'dev.cjs'), devServer)
  await writeFile(
    join(folder.path, 'ask.cjs'),
    `fetch(process.argv[2]).then((response) => response.text()).then((text) => console.log('got', text))`,
  )
})
afterEach(() => folder.remove())

// Takes `--port`, else the port of its configuration. Where that is taken it takes the next, or asks if somebody sits at a terminal.
const devServer = `
  const at = process.argv.indexOf('--port')
  const port = at === -1 ? Number(process.env.CONFIGURED) : Number(process.argv[at + 1])
  const isAsking = process.argv.includes('--asks')
  const server = require('node:http').createServer((_, response) => response.end('<title>mine</title>'))
  const listen = (number) => server.listen(number, '127.0.0.1', () => console.log('Local: http://127.0.0.1:' + number))
  server.on('error', () => {
    if (!isAsking) return listen(port + 1)
    if (!process.stdin.isTTY) { console.error('Something is already running on port ' + port + '.'); process.exit(1) }
    console.log('Would you like to run the app on another port instead? (Y/n)')
  })
  listen(port)`

/** Runs `portside run` at a terminal, beside another server that answers on the usual ports. */
async function run(args: string) {
  await writeFile(
    join(folder.path, 'run.sh'),
    `ip link set lo up
    node other.cjs &
    until [ "$(ss -Hltn | wc -l)" -ge ${usualPorts.length} ]; do sleep 0.05; done
    script -qec '"${process.execPath}" "${cliPath}" run ${args}' /dev/null
    code=$?
    kill %1
    exit $code`,
  )
  const kinds = ['-rpn', '--fork', '--kill-child', '--mount-proc']
  const env = { XDG_STATE_HOME: folder.path, CI: '', CONFIGURED: '5173' }
  const { code, output } = await folder.run(['unshare', ...kinds, 'bash', 'run.sh'], { env }).ended
  expect(output).not.toContain('Would you like')
  return { code, output }
}

describe.skipIf(!isPossible)(`at a terminal, where somebody else has the usual ports${reason}`, () => {
  test('a service on a leased port is the one that tests talk to, whatever its configuration says', async () => {
    const { code, output } = await run(`-s "node dev.cjs --port {port} ${folder.mark}" --ready / -- node ask.cjs {url}`)
    expect(output).toContain('got <title>mine</title>')
    expect(code).toBe(0)
  })

  test.each(usualPorts)('a fixed port that is taken names its owner: %i', async (port) => {
    const { code, output } = await run(`-s "node dev.cjs --port {port}" --port ${port} --ready / -- node ask.cjs {url}`)
    expect(output).toMatch(/\(E_PORT_IN_USE\)[^]*node other\.cjs/)
    expect(output).not.toContain('got ')
    expect(code).toBe(1)
  })

  test('a service that quietly takes the next port is not ready, and the other server does not answer for it', async () => {
    const { code, output } = await run(`-s "node dev.cjs" --ready / --timeout 20s -- node ask.cjs {url}`)
    expect(output).toMatch(/listens on 127\.0\.0\.1:5174, not on|E_WRONG_PORT/)
    expect(output).not.toContain('got ')
    expect(code).toBe(1)
  })

  test('a service that would ask somebody at a terminal is not asked, and fails with its own words', async () => {
    const { code, output } = await run(`-s "node dev.cjs --asks" --ready / --timeout 20s -- node ask.cjs {url}`)
    expect(output).toMatch(/E_PORT_IN_USE|E_EXITED_EARLY/)
    expect(output).toContain('5173')
    expect(code).toBe(1)
  })
})

test.skipIf(spawnSync('unshare', ['-Ur', 'true']).status !== 0)(
  'a fixed port that portside itself may not bind is named with the line of its service (skipped: needs unshare -Ur)',
  async () => {
    const lines = [`const services = {`, `api: command('node other.cjs', { port: 80 }),`, '}']
    await folder.writeServices(lines.join('\n'))
    // In a user namespace of its own, root has no rights over the ports of this one: user_namespaces(7).
    const { code, output } = await folder.run(['unshare', '-Ur', process.execPath, cliPath, 'run', '--', 'true']).ended
    expect(output).toContain('api: Port 80 on 127.0.0.1 may not be bound by this user (E_PORT_FORBIDDEN)')
    expect(output).toMatch(/services\.mjs:5:/)
    expect(output).toContain('→ Use a port from 1024 up, or leave `port` out: portside then leases a free one.')
    expect(code).toBe(1)
  },
)
