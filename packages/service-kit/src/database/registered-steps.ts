// The registry of the steps of the databases that a server is to have: a server that starts makes templates of them, to keep them for the next run.
import { globalState } from '@portside/internal'
import type { NamedStep } from './steps'

type Registry = WeakMap<object, (readonly NamedStep[])[]>

/** Registers the steps of a database with the definition of its server. */
export function registerSteps(server: object, steps: readonly NamedStep[]): void {
  if (steps.length === 0) return
  const known = registry().get(server) ?? []
  registry().set(server, known)
  known.push(steps)
}

/** Returns the steps of all databases of a server. */
export function registeredSteps(server: object): readonly (readonly NamedStep[])[] {
  return registry().get(server) ?? []
}

function registry(): Registry {
  return globalState<{ readonly steps: Registry }>('database.steps', () => ({ steps: new WeakMap() })).steps
}
