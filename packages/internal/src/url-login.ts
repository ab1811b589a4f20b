/** Returns the login of a URL as the header of Basic authentication; no header if it has none. */
export function urlLogin({ username, password }: URL): Readonly<Record<string, string>> {
  return username === '' && password === '' ? {} : loginHeader(decodedText(username), decodedText(password))
}

/** Returns the header of Basic authentication (RFC 7617). */
export function loginHeader(username: string, password: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}

/** Decodes a part of a URL. */
export function decodedText(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A per cent sign that stands for itself.
    return text
  }
}

/** The values of such parameters by which a connection may be without TLS. */
const withoutTls = new Set(['', '0', 'false', 'disable', 'disabled', 'allow', 'prefer', 'preferred'])

/** Returns whether the parameters of a database's URL ask for TLS: `sslmode=require`, `ssl-mode=REQUIRED`, `ssl=true`, `tls=true`. */
export function wantsTls({ searchParams }: URL): boolean {
  return [...searchParams].some(
    ([name, value]) => /^(?:ssl|tls|ssl-?mode)$/i.test(name) && !withoutTls.has(value.toLowerCase()),
  )
}
