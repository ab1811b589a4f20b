import { stripVTControlCharacters } from 'node:util'

/** Returns what a reader sees, with what differs from run to run replaced: paths, times, ports, processes. */
export function shownOutput(output: string, folder: string): string {
  return (
    stripVTControlCharacters(output)
      .replaceAll(folder, '<project>')
      .replaceAll(/\b(?:process|pid) \d+/g, 'process <pid>')
      .replaceAll(/(It belongs to|Its parent is) process <pid> .*/g, '$1 process <pid> (…)')
      .replaceAll(/\b(\d+(?:\.\d+)?) ?(ms|s)\b/g, '<time>')
      // Jest leaves out the time of what was quick.
      .replaceAll(/ \(<time>\)$/gm, '')
      .replaceAll(/duration_ms:? [\d.]+/g, 'duration_ms <time>')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<date>')
      .replaceAll(/\b\d\d:\d\d:\d\d\b/g, '<time>')
      .replaceAll(/(?<![.\w])\d{4,5}\b/g, '<port>')
      .replaceAll(/time="[\d.]+"/g, 'time="<time>"')
      .replaceAll(/(?<="(?:duration|startTime|endTime)":)[\d.]+/g, '0')
      // A line about a wait comes by the clock, before other lines or after them.
      .replaceAll(/^.*portside: \w+ is not ready after <time>: .*\n/gm, '')
      // The other address of this machine is looked at now and then.
      .replaceAll(/^.*\[::1\]:<port>: .*\n/gm, '')
      .replaceAll(/[ \t]+$/gm, '')
  )
}
