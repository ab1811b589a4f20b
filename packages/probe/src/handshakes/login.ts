import { decodedText, wantsTls } from '@portside/internal'

/** The login of a URL of a database, and the database that it names. */
export interface Login {
  readonly user: string
  readonly password: string
  readonly database: string | undefined
  readonly parameters: URLSearchParams
}

/** Returns the login of a URL; `undefined` without a password, and for one that needs TLS: then the server's answer alone counts. */
export function loginOf(url: string | undefined): Login | undefined {
  if (url === undefined) return undefined
  const parsed = new URL(url)
  const { username, password, pathname, searchParams } = parsed
  if (password === '' || wantsTls(parsed)) return undefined
  return {
    user: decodedText(username),
    password: decodedText(password),
    database: decodedText(pathname.slice(1)) || undefined,
    parameters: searchParams,
  }
}
