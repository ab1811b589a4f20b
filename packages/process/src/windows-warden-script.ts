/**
 * The warden on Windows, a script for `node -e` with the same input as the shell's: at the end of it `taskkill /T /F`
 * ends each tree (there are no signals), and the directories are removed. Untested here: from Microsoft's documentation.
 */
export const windowsWardenScript = String.raw`
const { spawnSync } = require('node:child_process')
const { rmSync } = require('node:fs')
const entries = new Map()
require('node:readline').createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [key, ...value] = line.slice(1).split(' ')
    if (line.startsWith('+')) entries.set(key, value.join(' '))
    else entries.delete(key)
  })
  .on('close', () => {
    for (const [key, value] of entries) {
      const [pid] = value.split(' ')
      if (key.startsWith('g') && pid > 0) spawnSync('taskkill', ['/PID', pid, '/T', '/F'], { windowsHide: true })
    }
    for (const [key, path] of entries) {
      if (key.startsWith('d')) rmSync(path, { recursive: true, force: true, maxRetries: 5 })
    }
  })
`
