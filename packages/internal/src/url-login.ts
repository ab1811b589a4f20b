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
