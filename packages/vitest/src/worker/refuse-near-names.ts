import { usageError } from '@portside/errors'
import { nearestNames } from '@portside/internal'
import type { TestContext } from 'vitest'

/**
 * Makes a test that takes one of `names` out of its context fail with the service of which this is a misspelling, in place of `undefined`. A name that
 * is in the context, or that a hook of the user puts there, is the user's own.
 */
export function refuseNearNames(context: TestContext, names: readonly string[], services: readonly string[]): void {
  for (const name of names) {
    const near = name in context ? [] : nearestNames(name, services)
    if (near.length > 0) Object.defineProperty(context, name, refusal(name, near))
  }
}

function refusal(name: string, near: readonly string[]): PropertyDescriptor & ThisType<object> {
  const text = `No fixture is called \`${name}\`: did you mean ${near.map((other) => `\`${other}\``).join(' or ')}?`
  return {
    configurable: true,
    get: () => {
      throw usageError(text)
    },
    set(value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true })
    },
  }
}
