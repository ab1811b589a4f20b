import type { TestProject, Vitest } from 'vitest/node'

/** A project of Vitest, as far as the adapter uses one, and the records of its use. */
export interface FakeProject {
  readonly project: TestProject
  /** The value of `inject('portside')`. */
  readonly provided: () => unknown
  /** The lines of Vitest's logger. */
  readonly logged: string[]
  readonly reporters: unknown[]
  /** The listeners of reruns. */
  readonly reruns: (() => Promise<void>)[]
}

/** Makes a project whose configuration has a plugin for `file` that provides these names, beside one of somebody else. */
export function createProject(file: string, provide: readonly string[]): FakeProject {
  const context: Record<string, unknown> = {}
  const [logged, reporters, reruns]: [string[], unknown[], (() => Promise<void>)[]] = [[], [], []]
  const plugins = [
    { name: 'other', api: { services: 'other.ts', provide: ['x'] } },
    { name: 'portside', api: { services: file, provide } },
  ]
  const vitest = {
    config: { watch: false, reporters },
    logger: { error: (line: string) => logged.push(line) },
    onTestsRerun: (listener: () => Promise<void>) => reruns.push(listener),
  } as unknown as Vitest
  const project = {
    vitest,
    vite: { config: { root: '/', plugins } },
    getProvidedContext: () => context,
    provide: (key: string, value: unknown) => (context[key] = value),
  }
  return { project: project as unknown as TestProject, provided: () => context['portside'], logged, reporters, reruns }
}
