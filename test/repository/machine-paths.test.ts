import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { isClone, trackedFiles } from './source-files'

test.skipIf(!isClone)('no tracked file names a folder of this machine (skipped: not a clone)', () => {
  const found = trackedFiles().flatMap((file) => machinePaths(file).map((path) => `${file}: ${path}`))
  expect(found).toEqual([])
})

/** This clone's own folder, this user's home, and homes in general, which recorded output in tests may have. */
function machinePaths(file: string): readonly string[] {
  const text = readFileSync(join(repositoryRoot, file), 'utf8')
  const own = [repositoryRoot, `/home/${userInfo().username}`, `/Users/${userInfo().username}`]
  const homes = isTest(file)
    ? []
    : (text.match(/(?<![\w.$}~-])(?:\/home|\/Users|\/root|[A-Z]:\\Users)[\\/][\w.-]+/g) ?? [])
  return [...own.filter((path) => hasPath(text, path)), ...homes]
}

function isTest(file: string): boolean {
  return /(^|\/)test\//.test(file)
}

function hasPath(text: string, path: string): boolean {
  const at = text.indexOf(path)
  return at !== -1 && !/[\w.-]/.test(text[at + path.length] ?? ' ') && !/[\w.-]/.test(text[at - 1] ?? ' ')
}
