/** A file of a form, as pages have them. */
interface PageBlob {
  readonly type: string
  readonly size: number
  readonly name?: string
  readonly arrayBuffer?: () => Promise<ArrayBuffer>
}

/** Encodes what only a page has: its forms, files and parameters become bytes with their content type. Everything else stays as it is. */
export async function encodePageBody(init: RequestInit): Promise<RequestInit> {
  const { body } = init
  if (isA(body, 'URLSearchParams'))
    return withType(init, (body as URLSearchParams).toString(), 'application/x-www-form-urlencoded;charset=UTF-8')
  if (isA(body, 'FormData')) {
    const { randomUUID } = await import('node:crypto')
    const boundary = `portside-${randomUUID()}`
    const bytes = await encodeForm(body as FormData, boundary)
    return withType(init, bytes, `multipart/form-data; boundary=${boundary}`)
  }
  if (isA(body, 'Blob')) return withType(init, await bytesOf(body as PageBlob), (body as PageBlob).type)
  return init
}

function isA(value: unknown, name: 'URLSearchParams' | 'FormData' | 'Blob'): boolean {
  const page = globalThis as unknown as Readonly<Record<string, (new () => unknown) | undefined>>
  const type = page[name]
  return type !== undefined && value instanceof type
}

function withType(init: RequestInit, body: string | Uint8Array<ArrayBuffer>, type: string): RequestInit {
  const { headers = [] } = init
  const pairs = Symbol.iterator in headers ? headers : Object.entries(headers)
  const fields = [...(pairs as Iterable<[string, string]>)]
  const hasType = type === '' || fields.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    ...init,
    headers: hasType ? fields : [...fields, ['content-type', type]],
    body,
  }
}

/** Encodes a form as multipart/form-data (RFC 7578, with the escapes of the HTML standard). */
async function encodeForm(form: FormData, boundary: string): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  for (const [name, value] of form as unknown as Iterable<[string, string | PageBlob]>) {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${escaped(name)}"`
    if (typeof value === 'string') {
      parts.push(Buffer.from(`${head}\r\n\r\n${value.replaceAll(/\r?\n|\r/g, '\r\n')}`))
    } else {
      const file = `; filename="${escaped(value.name ?? 'blob')}"\r\ncontent-type: ${value.type || 'application/octet-stream'}`
      parts.push(Buffer.from(`${head}${file}\r\n\r\n`), await bytesOf(value))
    }
    parts.push(Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])
}

function escaped(text: string): string {
  return text.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
}

/** Older versions of jsdom read a file only by a FileReader. */
async function bytesOf(blob: PageBlob): Promise<Uint8Array<ArrayBuffer>> {
  if (blob.arrayBuffer !== undefined) return new Uint8Array(await blob.arrayBuffer())
  const { FileReader } = globalThis as unknown as { readonly FileReader: new () => PageReader }
  const reader = new FileReader()
  const bytes = new Promise<ArrayBuffer>((resolve, reject) => {
    reader.addEventListener('load', () => resolve(reader.result))
    reader.addEventListener('error', () => reject(reader.error))
  })
  reader.readAsArrayBuffer(blob)
  return new Uint8Array(await bytes)
}

interface PageReader {
  readonly result: ArrayBuffer
  readonly error: Error
  addEventListener(event: 'load' | 'error', listener: () => void): void
  readAsArrayBuffer(blob: PageBlob): void
}
