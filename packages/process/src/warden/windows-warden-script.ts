/**
 * The warden on Windows, a script for `node -e` with the same input as the shell's: when the input ends, `taskkill /T /F` ends each tree (there are
 * no signals), and the directories are removed. Untested here: written from Microsoft's documentation.
 */
export const windowsWardenScript = String.raw`
const { spawnSync } = require('node:child_process')
const { rmSync } = require('node:fs')
const entries = new Map()
const set = (line) => entries.set(line.split(' ')[0], line.slice(line.indexOf(' ') + 1))
for (const line of (process.env.PORTSIDE_ENTRIES || '').split('\n')) if (line !== '') set(line)
require('node:readline').createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line.startsWith('+')) set(line.slice(1))
    else entries.delete(line.slice(1))
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
