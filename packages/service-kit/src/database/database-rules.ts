import { type OptionRule, optionRules } from '@portside/errors'

/** A client of the user's for a database, such as a pool or an ORM. */
export interface ClientOption<C> {
  /** Makes the client, when a test first reads `client` of the handle. */
  readonly open: (url: string) => C
  /** Closes it, when the handle is released. */
  readonly close: (client: Awaited<C>) => unknown
}

/** The rule of an option that is a step. */
export const stepRule: OptionRule = {
  expected: 'the path of a file or a folder of SQL, { command, files }, { run, files }, or a function',
  isAccepted: isStep,
}

/** The rule of the option `client`. */
export const clientRule: OptionRule = { expected: 'an object with `open` and `close`', isAccepted: isClientOption }

function isStep(value: unknown): boolean {
  if (typeof value === 'function' || optionRules.text.isAccepted(value)) return true
  if (typeof value !== 'object' || value === null) return false
  const { command, run, files, key, ...others } = value as Record<string, unknown>
  const acts = [isCommand(command), typeof run === 'function'].filter(Boolean)
  const hasFiles = files === undefined || optionRules.texts.isAccepted(files)
  const hasKey = key === undefined || typeof key === 'string'
  return acts.length === 1 && hasFiles && hasKey && Object.keys(others).length === 0
}

function isCommand(value: unknown): boolean {
  return (
    optionRules.text.isAccepted(value) ||
    (optionRules.texts.isAccepted(value) && (value as readonly string[]).length > 0)
  )
}

function isClientOption(value: unknown): boolean {
  const { open, close } = (value ?? {}) as Partial<ClientOption<unknown>>
  return typeof open === 'function' && typeof close === 'function'
}
