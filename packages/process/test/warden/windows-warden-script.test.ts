import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { windowsWardenScript } from '../../src/warden/windows-warden-script'
import { withDirectory } from '../support/with-directory'

describe('the warden for Windows', () => {
  test('removes the directories that were named, and keeps those that were taken back', () =>
    withDirectory(async (directory) => {
      const [first, second, third] = ['one', 'two', 'three'].map((name) => join(directory, `${name} `)) as [
        string,
        string,
        string,
      ]
      for (const path of [first, second, third]) mkdirSync(join(path, 'below'), { recursive: true })
      const warden = spawn(process.execPath, ['-e', windowsWardenScript], {
        stdio: ['pipe', 'inherit', 'inherit'],
        env: { PORTSIDE_ENTRIES: `d1 ${first}\nd2 ${second}\n` },
      })
      warden.stdin.end(`+d3 ${third}\n-d2\n`)
      expect(await once(warden, 'exit')).toEqual([0, null])
      expect([first, second, third].map(existsSync)).toEqual([false, true, false])
    }))
})
