import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createOutput, type OutputBuffer } from '../../src/output/child-output'

const write = (output: OutputBuffer, text: string) => output.write(Buffer.from(text))

describe('ChildOutput', () => {
  test('keeps what was written', () => {
    const output = createOutput()
    write(output, 'one\ntw')
    write(output, 'o')
    expect(output.text()).toBe('one\ntwo')
  })

  test('returns what has come since a moment', async () => {
    const output = createOutput()
    write(output, 'before\nbeg')
    await delay(2)
    const beginMs = Date.now()
    expect(output.text(beginMs)).toBe('')
    write(output, 'un\nafter\n')
    expect(output.text(beginMs)).toBe('begun\nafter\n')
    expect(output.text()).toBe('before\nbegun\nafter\n')
  })

  test('keeps whole last lines within 64 KiB', () => {
    const output = createOutput()
    for (let line = 0; line < 100_000; line += 1) write(output, `line ${line}\n`)
    const lines = output.text().split('\n')
    expect(output.text().length).toBeGreaterThan(60 * 1024)
    expect(output.text().length).toBeLessThanOrEqual(64 * 1024)
    expect(lines.at(-2)).toBe('line 99999')
    expect(lines[0]).toBe(`line ${100_001 - lines.length}`)
  })

  test('keeps the end of a line without an end', () => {
    const output = createOutput()
    for (let chunk = 0; chunk < 10; chunk += 1) write(output, String(chunk).repeat(64 * 1024))
    expect(output.text()).toBe('9'.repeat(64 * 1024))
  })

  test('passes chunks to listeners until they leave', () => {
    const output = createOutput()
    const seen: string[] = []
    write(output, 'before')
    const leave = output.subscribe((chunk) => seen.push(chunk))
    write(output, 'during')
    leave()
    write(output, 'after')
    expect(seen).toEqual(['during'])
  })

  test('finds a pattern in what is kept', async () => {
    const output = createOutput()
    write(output, 'port 80\n')
    expect((await output.waitFor(/port (\d+)/g))[1]).toBe('80')
  })

  test('finds a pattern that comes in pieces and in colour', async () => {
    const output = createOutput()
    const match = output.waitFor(/listening on (\d+)$/m)
    write(output, '\u001B[32mliste')
    write(output, 'ning\u001B[39m on \u001B[1m80')
    write(output, '80\u001B[22m\n')
    expect((await match)[1]).toMatch(/^80/)
  })

  test('ends the wait when it is aborted', async () => {
    const output = createOutput()
    const controller = new AbortController()
    const match = output.waitFor(/never/, controller.signal)
    controller.abort(new Error('enough'))
    await expect(match).rejects.toThrow('enough')
    await expect(output.waitFor(/never/, AbortSignal.abort(new Error('before')))).rejects.toThrow('before')
  })
})
