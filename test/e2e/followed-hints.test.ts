import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hasNft } from '../../packages/core/test/support/network-namespace'
import { noOwnNetwork, skipNote } from '../chaos/support/namespace'
import { serverPath } from '../support/server-path'
import { cliPath, createRunFolder, type RunFolder } from './support/run-folder'

let folder: RunFolder
let plain: string
beforeEach(async () => {
  folder = await createRunFolder()
  plain = `node ${serverPath('plain.mjs')} ${folder.mark}`
  await mkdir(join(folder.path, 'bin'))
  await program('bin/portside', `exec "${process.execPath}" "${cliPath}" "$@"`)
  await program('bin/npx', `shift; exec "${process.execPath}" "${cliPath}" "$@"`)
  // In the namespace the user is root.
  await program('bin/sudo', 'exec "$@"')
})
afterEach(() => folder.remove())

async function program(path: string, text: string): Promise<void> {
  await writeFile(join(folder.path, path), `#!/bin/sh\n${text}\n`)
  await chmod(join(folder.path, path), 0o755)
}

/** A failure, and the command in its hints that mends it. */
interface Mend {
  /** The line of a shell that makes the machine so that `run` fails. */
  readonly setUp: string
  /** The options of `portside run`. */
  readonly run: () => string
  /** The command, as it stands in the message. */
  readonly command: RegExp
}

const namespace = ['unshare', '-rpn', '--fork', '--kill-child', '--mount-proc']
const up = 'ip link set lo up'
const wantedPort = 47_123

const mends: Readonly<Record<string, Mend>> = {
  'the loopback interface is down': {
    setUp: ':',
    run: () => `-s "${plain}"`,
    command: /^ip link set lo up$/,
  },
  'IPv6 is turned off': {
    setUp: `${up}; sysctl -qw net.ipv6.conf.lo.disable_ipv6=1`,
    run: () => `-s "${plain}" --host ::1`,
    command: /^sysctl -w net\.ipv6\.conf\.lo\.disable_ipv6=0$/,
  },
  'a program may not be run': {
    setUp: `${up}; printf '#!/bin/sh\\nexec $PLAIN\\n' > server.sh`,
    run: () => '-s ./server.sh',
    command: /^chmod \+x \S+server\.sh$/,
  },
  'another process has the port': {
    setUp: `${up}; PORT=${wantedPort} HOST=127.0.0.1 $PLAIN & until ss -ltn | grep -q ${wantedPort}; do sleep 0.05; done`,
    run: () => `-s "${plain}" --port ${wantedPort}`,
    command: /^npx portside kill [0-9]+$/,
  },
  'a service of another run has the port': {
    setUp: `${up}; portside run -s "web=$PLAIN" --port ${wantedPort} -- sleep 60 >other 2>&1 & until ss -ltn | grep -q ${wantedPort}; do sleep 0.05; done`,
    run: () => `-s "${plain}" --port ${wantedPort}`,
    command: /^kill [0-9]+$/,
  },
  'a packet filter drops connections': {
    setUp: `${up}; nft add table inet guard; nft 'add chain inet guard input { type filter hook input priority 0; }'; nft add rule inet guard input tcp dport 1024-65535 drop`,
    run: () => `-s "${plain}" --port ${wantedPort}`,
    command: /^nft insert rule inet guard input iifname "?lo"? accept$/,
  },
}

/** Commands that show something, or let go on what was stopped, as they stand in hints. */
const shown = [
  'ip addr show lo',
  'ip link show lo',
  'ip address show lo',
  'ss -tanp',
  `sudo ss -ltnp 'sport = :${wantedPort}'`,
  'sudo sysctl -w net.ipv4.ip_local_port_range="15000 60999"',
  'unset PORTSIDE_SUPERVISOR',
  'ulimit -n',
  'ulimit -u',
  'ps -o user= -p $$',
  'sleep 60 & sudo kill -9 $!',
  `node ${serverPath('plain.mjs')} & sleep 1; kill $!`,
]

test.skipIf(noOwnNetwork !== undefined).each(shown)(
  `a command of a hint works as it stands: %s${skipNote(noOwnNetwork)}`,
  async (line) => {
    await writeFile(join(folder.path, 'line.sh'), `${up}\n${line}`)
    const env = { PATH: `${join(folder.path, 'bin')}:${process.env['PATH']}`, PORT: '0', HOST: '127.0.0.1' }
    const { code, output } = await folder.run([...namespace, 'bash', 'line.sh'], { env }).ended
    expect(code, output).toBe(0)
  },
)

test.skipIf(noOwnNetwork !== undefined).for(Object.entries(mends))(
  `the command in the hint mends it: %s${skipNote(noOwnNetwork)}`,
  async ([, { setUp, run, command }], { skip }) => {
    skip(setUp.includes('nft ') && !hasNft, 'nft is not installed')
    // The answer is for the question that some commands ask at a terminal.
    await writeFile(
      join(folder.path, 'follow.sh'),
      `${setUp}
      portside run ${run()} -- echo ran >first 2>&1
      echo "first $?"
      hinted=$(grep -aoE '→.*' first | grep -aoE '\`[^\`]+\`' | tr -d '\`' | grep -E "$COMMAND" | head -n 1)
      echo "hinted $hinted"
      echo y | script -qec "$hinted" /dev/null >mended 2>&1
      echo "mended $?"
      wait
      portside run ${run()} -- echo ran >second 2>&1
      echo "second $?"
      cat first mended second`,
    )
    const { output } = await folder.run([...namespace, 'bash', 'follow.sh'], {
      env: {
        PATH: `${join(folder.path, 'bin')}:${process.env['PATH']}`,
        PLAIN: plain,
        COMMAND: command.source,
        XDG_STATE_HOME: folder.path,
      },
    }).ended
    expect(output).toContain('first 1\n')
    expect(/^hinted (.*)$/m.exec(output)?.[1], output).toMatch(command)
    expect(output).toContain('mended 0\n')
    expect(output).toContain('second 0\n')
  },
)
