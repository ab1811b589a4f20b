/** Returns the login of a URL as the header of Basic authentication (RFC 7617); no header if it has none. */
export function urlLogin({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {}
  const login = [username, password].map(decoded).join(':')
  return { authorization: `Basic ${Buffer.from(login).toString('base64')}` }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A per cent sign that stands for itself.
    return text
  }
}
