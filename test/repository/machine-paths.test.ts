import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'

const isClone = existsSync(join(repositoryRoot, '.git'))

test.skipIf(!isClone)('no tracked file names a folder of this machine (skipped: not a clone)', () => {
  const found = trackedFiles().flatMap((file) => machinePaths(file).map((path) => `${file}: ${path}`))
  expect(found).toEqual([])
})

function trackedFiles(): readonly string[] {
  const list = execFileSync('git', ['ls-files', '-z'], { cwd: repositoryRoot, encoding: 'utf8' })
  return list.split('\0').filter((file) => file !== '' && existsSync(join(repositoryRoot, file)))
}

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
