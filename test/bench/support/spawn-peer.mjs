import { spawn } from 'node:child_process'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nowNs } from './clock.mjs'
import { plainEnvironment } from './environment.mjs'
import { reportEnvironment } from './report.mjs'
import { targetEnvironment } from './target.mjs'

/**
 * Starts a peer for one trial as the leader of a group, with a `mark` in its environment. Its output goes to a file, which a
 * process that is left behind cannot keep open for us. Its temporary files go to `temporary`.
 */
export function spawnPeer(peer, { target, folder, mark, temporary = tmpdir() }) {
  const reportFile = join(folder, 'report.jsonl')
  const outputFile = join(folder, 'output.txt')
  const [name, value] = mark.split('=')
  const env = {
    ...plainEnvironment(process.env),
    ...targetEnvironment(target),
    ...reportEnvironment(reportFile),
    ...peer.environment?.(target),
    BENCH_FOLDER: folder,
    // As on a fresh machine: what other runs of a tool have kept for this user must not slow it or speed it up.
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_STATE_HOME: join(folder, 'state'),
    TMPDIR: temporary,
    [name]: value,
  }
  writeFileSync(reportFile, '')
  const [file, ...args] = peer.command(target)
  const output = openSync(outputFile, 'w')
  try {
    const spawnedNs = nowNs()
    const child = spawn(file, args, { detached: true, stdio: ['ignore', output, output], env })
    return { child, reportFile, outputFile, spawnedNs }
  } finally {
    closeSync(output)
  }
}
