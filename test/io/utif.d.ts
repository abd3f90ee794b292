declare module 'utif' {
  interface Page {
    data: Uint8Array
  }
  export function decode(buffer: ArrayBuffer): Page[]
  export function decodeImage(buffer: ArrayBuffer, page: Page): void
}
