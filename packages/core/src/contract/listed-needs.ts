import { framesOf, usageError } from '@portside/errors'
import { nearestNames } from '@portside/internal'

type Handles = Readonly<Record<string, unknown>>

/** The needs as a function of the user gets them, which remember what it asks for in vain. */
export interface ListedNeeds<Needs extends Handles> {
  readonly needs: Needs
  /**
   * Returns the error that the function threw. If that is because a name that it has read is not in `needs`, it is a `TypeError` that says how to add
   * it. To read such a name is no error by itself: a parameter may be optional.
   */
  readonly explained: (error: unknown) => unknown
}

/** Makes them for one call. */
export function listedNeeds<Needs extends Handles>(needs: Needs): ListedNeeds<Needs> {
  const missing = new Set<string>()
  const recording = new Proxy(needs, {
    get: (target, name, receiver) => {
      if (typeof name === 'string' && !(name in target) && !askedByLanguage.has(name)) missing.add(name)
      return Reflect.get(target, name, receiver) as unknown
    },
  })
  return { needs: recording, explained }

  function explained(error: unknown): unknown {
    if (missing.size === 0 || !isOfUndefined(error)) return error
    return notListed([...missing], Object.keys(needs), error)
  }
}

/** The names that `await` and `JSON.stringify()` read of any object. */
const askedByLanguage: ReadonlySet<string> = new Set(['then', 'toJSON'])

/** Whether an error, of this realm or another, came of a value that is `undefined`. */
function isOfUndefined(error: unknown): error is Error {
  const { name, message } = error instanceof Object ? (error as Partial<Error>) : {}
  return name === 'TypeError' && /\bundefined\b/.test(message ?? '')
}

function notListed(missing: readonly string[], names: readonly string[], cause: Error): TypeError {
  const all = missing.map((name) => `\`${name}\``).join(' and ')
  const made = usageError(
    `Expected ${all} to be ${missing.length === 1 ? 'one of' : 'among'} the needs: ${fixOf(missing, names)} (${cause.message})`,
    { cause },
  )
  // The line that uses the value.
  made.stack = [`${made.name}: ${made.message}`, ...framesOf(cause.stack ?? '')].join('\n')
  return made
}

function fixOf(missing: readonly string[], names: readonly string[]): string {
  const [name = ''] = missing
  const [near] = missing.length === 1 ? nearestNames(name, names) : []
  if (near !== undefined) return `did you mean \`${near}\`?`
  return names.length === 0
    ? `set \`needs: { ${missing.join(', ')} }\``
    : `add ${missing.map((each) => `\`${each}\``).join(' and ')} to \`needs\``
}
