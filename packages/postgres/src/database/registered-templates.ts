// The registry of the templates that databases want on each server: a server that starts makes those that it can, to keep them for the next run.
import type { ServiceDefinition } from '@portside/core'
import { globalState } from '@portside/internal'
import type { TemplateSteps } from './template'

type Registry = WeakMap<object, TemplateSteps[]>

/** Registers the steps of a database with the definition of its server. */
export function registerTemplate(server: ServiceDefinition, steps: TemplateSteps): void {
  if (steps.length === 0) return
  const known = registry().get(server) ?? []
  registry().set(server, known)
  known.push(steps)
}

/** Returns the steps of all databases of a server. */
export function templatesOf(server: object): readonly TemplateSteps[] {
  return registry().get(server) ?? []
}

function registry(): Registry {
  return globalState<{ readonly templates: Registry }>('postgres.templates', () => ({ templates: new WeakMap() }))
    .templates
}
