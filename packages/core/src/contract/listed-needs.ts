import { usageError } from '@portside/errors'
import { nearestNames } from '@portside/internal'

/** Returns the needs as a function of the user gets them: reading a name that is not in `needs` throws a `TypeError` that says how to add it. */
export function listedNeeds<Handles extends Readonly<Record<string, unknown>>>(needs: Handles): Handles {
  return new Proxy(needs, {
    get: (target, name, receiver) => {
      if (typeof name === 'string' && !(name in target) && !askedByLanguage.has(name))
        throw notListed(name, Object.keys(target))
      return Reflect.get(target, name, receiver) as unknown
    },
  })
}

/** The names that `await` and `JSON.stringify()` read of any object. */
const askedByLanguage: ReadonlySet<string> = new Set(['then', 'toJSON'])

function notListed(name: string, names: readonly string[]): TypeError {
  const [near] = nearestNames(name, names)
  const fix = names.length === 0 ? `set \`needs: { ${name} }\`` : `add \`${name}\` to \`needs\``
  return usageError(
    `Expected \`${name}\` to be one of the needs: ${near === undefined ? fix : `did you mean \`${near}\`?`}`,
  )
}
