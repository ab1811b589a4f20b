// The registry of servers: the templates that databases want on each, of which a server that starts makes those that it can, to keep them for the next run; and the extensions that a server of
// `existing` does not have in each database by itself.
import type { ServiceDefinition } from '@portside/core'
import { globalState } from '@portside/internal'
import type { NewDatabase } from '@portside/service-kit/database'
import type { TemplateSteps } from './template'

interface Registry {
  readonly templates: WeakMap<object, TemplateSteps[]>
  readonly extensions: WeakMap<object, readonly string[]>
}

/** Registers the steps of a database with the definition of its server. */
export function registerTemplate(server: ServiceDefinition, steps: TemplateSteps): void {
  if (steps.length === 0) return
  const { templates } = registry()
  const known = templates.get(server) ?? []
  templates.set(server, known)
  known.push(steps)
}

/** Returns the steps of all databases of a server. */
export function templatesOf(server: object): readonly TemplateSteps[] {
  return registry().templates.get(server) ?? []
}

/** Registers the extensions that the databases of a server of `existing` have. */
export function registerExtensions(server: object, extensions: readonly string[] = []): void {
  if (extensions.length > 0) registry().extensions.set(server, extensions)
}

/** Returns the step that gives a database the extensions of its server; none if the server sees to it. */
export function extensionSteps(server: object): TemplateSteps {
  const extensions = registry().extensions.get(server)
  if (extensions === undefined) return []
  const run = async ({ query }: NewDatabase): Promise<void> => {
    for (const extension of extensions)
      await query(`create extension if not exists "${extension.replaceAll('"', '""')}" cascade`)
  }
  return [{ name: 'migrate', step: { run, key: JSON.stringify(extensions) } }]
}

function registry(): Registry {
  return globalState<Registry>('postgres.templates', () => ({ templates: new WeakMap(), extensions: new WeakMap() }))
}
