import { invalidArgument } from '@portside/errors'

/** What a body must contain or match, or a function that says whether one is right. */
export type BodyOption = string | RegExp | ((body: string) => boolean)

/** A check of a body, and how to say it; without a description anything is accepted. */
export interface BodyCheck {
  readonly description: string | undefined
  readonly isAccepted: (body: string) => boolean
}

/**
 * Completes the option `body`.
 * @throws TypeError when it is neither a string, nor a regular expression, nor a function.
 */
export function acceptBody(option: BodyOption | undefined): BodyCheck {
  if (option === undefined) return { description: undefined, isAccepted: () => true }
  if (typeof option === 'function') return { description: 'is accepted', isAccepted: option }
  if (typeof option === 'string') {
    return { description: `contains ${JSON.stringify(option)}`, isAccepted: (body) => body.includes(option) }
  }
  if (!(option instanceof RegExp)) throw invalidArgument('body', 'a string, a regular expression or a function', option)
  return { description: `matches ${String(option)}`, isAccepted: (body) => body.search(option) >= 0 }
}
