import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packWorkspace } from './packed'
import { leftBehind } from './left-behind'
import { type LineResult, runLine } from './run-line'
import { withDependencies } from './with-dependencies'

/** The entry of one service in `PORTSIDE_REPORT`. */
export interface ReportedService {
  readonly name: string
  readonly url: string
  readonly pid: number
}

/** An empty folder outside the repository, in which a user follows a README. */
export interface UserFolder {
  readonly path: string
  /** Runs a line. `npm install` of portside takes the packed tarballs instead of the registry's. */
  readonly run: (line: string) => Promise<LineResult>
  /** The services that the last run with a supervisor started. */
  readonly services: () => readonly ReportedService[]
  /** Returns the leftovers of all that was run: processes, ports, and portside's temporary folders. */
  readonly left: () => Promise<readonly string[]>
  readonly remove: () => Promise<void>
}

/** Makes an empty folder. */
export async function userFolder(): Promise<UserFolder> {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'portside-user-')))
  const path = join(parent, 'project')
  const temporary = join(parent, 'tmp')
  const report = join(parent, 'report.json')
  await Promise.all([mkdir(path), mkdir(temporary)])
  const mark = { name: 'E2E_MARK', value: randomUUID() }
  const urls = new Set<string>()
  const services = () =>
    existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as { services: ReportedService[] }).services : []
  return {
    path,
    run: async (line) => {
      const variables = { [mark.name]: mark.value, PORTSIDE_REPORT: report, TMPDIR: temporary }
      const result = await runLine(await fromTarballs(line), path, variables)
      for (const url of result.output.match(/http:\/\/127\.0\.0\.1:\d+/g) ?? []) urls.add(url)
      // One without a port has none.
      for (const { url } of services()) if (URL.canParse(url)) urls.add(url)
      return result
    },
    services,
    left: async () => {
      const alive = await leftBehind(`${mark.name}=${mark.value}`, [...urls])
      return [...alive, ...(await readdir(temporary)).filter((name) => name.startsWith('portside'))]
    },
    remove: async () => rm(parent, { recursive: true, force: true }),
  }
}

/** `npm install -D portside vitest@4` with tarballs in the place of the packages of this repository. */
async function fromTarballs(line: string): Promise<string> {
  if (!line.startsWith('npm install ')) return line
  const tarballs = await packWorkspace()
  const words = line.split(' ').flatMap((word) => (word in tarballs ? withDependencies(word) : [word]))
  const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  return [...words.map((word) => tarballs[word] ?? word), ...quietly].join(' ')
}
