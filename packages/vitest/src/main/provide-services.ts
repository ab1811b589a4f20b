import { usageError } from '@portside/errors'
import type { HandleOf, Services } from '@portside/core'
import { startListed } from '@portside/core/main'
import type { TestProject } from 'vitest/node'
import { giveVariables } from './give-variables'
import { ourPlugins } from './our-plugins'

/** The value of `inject('portside')`: of each service, the properties of its handle without functions, since only JSON data reaches a page. */
export type ProvidedServices<Definitions extends Services, Name extends keyof Definitions = keyof Definitions> = {
  readonly [N in Name]: ProvidedService<HandleOf<Definitions[N]>>
}

/** The data of a handle. */
export type ProvidedService<Handle> = {
  readonly [Key in keyof Handle as Handle[Key] extends (...args: never[]) => unknown ? never : Key]: Handle[Key]
}

type Provided = Readonly<Record<string, unknown>>

/** Starts the services that the plugins of a project name in `provide`, and provides its tests with their data. */
export async function provideServices(project: TestProject): Promise<void> {
  for (const [file, names] of namesToProvide(project)) {
    const handles = await startListed(file, names)
    for (const name of names) add(project, { [name]: toData(name, handles[name]) })
  }
}

/** Provides empty records, for tests that are only listed: those that read a name outside of a test find one. */
export function provideNothing(project: TestProject): void {
  provideInstead(project, {})
}

/**
 * Provides services and variables again, since services may have another URL by now. A service that does not start is missing and reported: a rerun has
 * no caller to throw to.
 */
export async function provideAgain(projects: Iterable<TestProject>): Promise<void> {
  const failures = new Map<string, TestProject>()
  const provide = async (project: TestProject): Promise<void> => {
    provideInstead(project, undefined)
    const note = (error: unknown): unknown => failures.set(String(error), project)
    await giveVariables(project).catch(note)
    await provideServices(project).catch(note)
  }
  await Promise.all(Array.from(projects, provide))
  for (const [text, { vitest }] of failures) vitest.logger.error(text)
}

function provideInstead(project: TestProject, value: object | undefined): void {
  for (const [, names] of namesToProvide(project)) for (const name of names) add(project, { [name]: value })
}

function namesToProvide(project: TestProject): readonly (readonly [file: string, names: readonly string[]])[] {
  return ourPlugins(project)
    .filter(({ provide }) => provide.length > 0)
    .map(({ file, provide }) => [file, provide] as const)
}

function add(project: TestProject, services: Provided): void {
  const { portside } = project.getProvidedContext() as { readonly portside?: Provided }
  // The user declares the type of the provided data.
  project.provide('portside' as never, { ...portside, ...services } as never)
}

function toData(name: string, handle: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(handle)) as unknown
  } catch (error) {
    throw usageError(`Expected \`${name}\` in \`provide\` to have data in its handle, which JSON can express`, {
      cause: error,
    })
  }
}
