/** The error of who disturbs a service that is not held any more. */
export function givenBack(name: string, cause?: unknown): TypeError {
  return new TypeError(`Expected \`${name}\` to be in use, but it has been stopped or given back`, { cause })
}
