import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { plainEnvironment } from '../../support/environment.mjs'
import { packageBin } from '../../support/package-folder.mjs'
import { processFamily } from '../../support/process-family.mjs'

const program = (name) => fileURLToPath(new URL(`../programs/${name}`, import.meta.url))

/** The ways to run that the soak tries in turn. */
export const kinds = {
  'start()': [program('soak-start.mjs')],
  'portside run': [
    packageBin('portside', 'portside'),
    'run',
    '--services',
    program('soak-services.mjs'),
    '--',
    process.execPath,
    program('soak-command.mjs'),
  ],
}

/**
 * A run in `folder`, killed after `killAfterMs` if that is given and it has not ended before. Resolves with how it ended, the
 * last stage that it has begun, how long it took, and what is needed to find all of it again.
 */
export async function soakRun(kind, { folder, port, killAfterMs }) {
  const stages = join(folder, 'stages.txt')
  const output = join(folder, 'output.txt')
  const value = randomUUID()
  writeFileSync(stages, 'load\n')
  const startMs = performance.now()
  const child = spawnInto(output, kinds[kind], {
    ...environmentIn(folder),
    SOAK_STAGES: stages,
    SOAK_PORT: String(port),
    SOAK: value,
  })
  const exited = once(child, 'exit')
  let family = []
  if (killAfterMs !== undefined) {
    await Promise.race([sleep(killAfterMs), exited])
    family = processFamily(child.pid)
    child.kill('SIGKILL')
  }
  const [code, signal] = await exited
  return {
    pid: child.pid,
    code,
    signal,
    stage: signal === null ? 'ended' : readFileSync(stages, 'utf8').trim().split('\n').at(-1),
    elapsedMs: performance.now() - startMs,
    output: readFileSync(output, 'utf8'),
    trace: { mark: `SOAK=${value}`, family, folder },
  }
}

/** Removes a folder that processes which are just ending may still write to. */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

function environmentIn(folder) {
  return {
    TMPDIR: join(folder, 'tmp'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: join(folder, 'cache'),
  }
}

/** A file takes the output: a process that is left cannot keep it open for us. */
function spawnInto(file, args, environment) {
  const output = openSync(file, 'w')
  try {
    return spawn(process.execPath, args, {
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...plainEnvironment(process.env), ...environment },
    })
  } finally {
    closeSync(output)
  }
}
