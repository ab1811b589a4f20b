import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noOwnNetwork, skipNote } from '../chaos/support/namespace'
import { serverPath } from '../support/server-path'
import { cliPath, createRunFolder, type RunFolder } from './support/run-folder'

let folder: RunFolder
let plain: string
beforeEach(async () => {
  folder = await createRunFolder()
  plain = `node ${serverPath('plain.mjs')} ${folder.mark}`
  // Binds the name, as many dev servers do by default.
  const named = `require('node:http').createServer((_, response) => response.end('ok')).listen(process.env.PORT, 'localhost')`
  await writeFile(join(folder.path, 'named.cjs'), named)
  const ask = `fetch(process.argv[2]).then((response) => response.text()).then((text) => console.log('got', text))`
  await writeFile(join(folder.path, 'ask.cjs'), ask)
})
afterEach(() => folder.remove())

const both = '::1 localhost\n127.0.0.1 localhost\n'

/** Runs `portside run` where /etc/hosts is another file, in namespaces of its own. */
async function runWith(hosts: string, args: string, setUp = ':') {
  await writeFile(join(folder.path, 'hosts'), hosts)
  await writeFile(
    join(folder.path, 'run.sh'),
    `set -e
    mount --bind hosts /etc/hosts
    ip link set lo up
    ${setUp}
    exec "${process.execPath}" "${cliPath}" run ${args}`,
  )
  const kinds = ['-rpnm', '--fork', '--kill-child', '--mount-proc']
  const { ended } = folder.run(['unshare', ...kinds, 'sh', 'run.sh'], { env: { XDG_STATE_HOME: folder.path } })
  return ended
}

describe.skipIf(noOwnNetwork !== undefined)(`where localhost is ::1 first${skipNote(noOwnNetwork)}`, () => {
  test('a server that binds the name gets the reason and the option by which it works', async () => {
    const service = `-s "node named.cjs ${folder.mark}" --ready / --timeout 20s`
    const { code, output } = await runWith(both, `${service} -- echo ran`)
    expect(output).toMatch(/listened on \[::1\]:\d+ and not on 127\.0\.0\.1 .*\(E_WRONG_HOST\)/)
    expect(output).toContain('`localhost` means ::1, then 127.0.0.1 on this machine.')
    expect(output).toContain('`--host ::1`')
    expect(code).toBe(1)
    const again = await runWith(both, `${service} --host ::1 -- node ask.cjs {url}`)
    expect(again.output).toContain('got ok')
    expect(again.code).toBe(0)
  })

  test('a server on its own address is reached by the address and by the name', async () => {
    const { code, output } = await runWith(
      both,
      `-s "${plain}" -- sh -c 'node ask.cjs $0 && node ask.cjs http://localhost:$1' {url} {port}`,
    )
    expect(output.match(/got \d+/g), output).toHaveLength(2)
    expect(code).toBe(0)
  })

  test('URLs with the name are refused where it is another address alone', async () => {
    const services = JSON.stringify(['node', serverPath('plain.mjs'), folder.mark])
    const library = JSON.stringify(join(cliPath, '../index.js'))
    await writeFile(
      join(folder.path, 'services.mjs'),
      `import { command, defineServices } from ${library}
      export default defineServices({ api: command(${services}, { urlHost: 'localhost' }) })`,
    )
    const refused = await runWith('::1 localhost\n', '-- echo ran')
    expect(refused.output).toContain(
      "`localhost` is ::1 on this machine and the service listens on 127.0.0.1 (or set `host: '::1'`)",
    )
    expect(refused.output).not.toContain('ran\n')
    const taken = await runWith(both, '-- node ask.cjs {url}')
    expect(taken.output).toMatch(/ready at http:\/\/localhost:\d+/)
    expect(taken.output).toMatch(/got \d+/)
  })

  test('services work where loopback has no IPv6', async () => {
    const setUp = 'sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.lo.disable_ipv6=1'
    const { code, output } = await runWith(both, `-s "${plain}" -- node ask.cjs {url}`, setUp)
    expect(output).toMatch(/got \d+/)
    expect(code).toBe(0)
    const named = await runWith(
      '127.0.0.1 localhost\n',
      `-s "node named.cjs ${folder.mark}" -- node ask.cjs {url}`,
      setUp,
    )
    expect(named.output).toContain('got ok')
  })
})
