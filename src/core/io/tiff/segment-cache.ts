import type { Segment } from './segment'

/** Decoded bytes kept, so that neighbouring windows do not decode a strip or tile twice. */
const LIMIT_BYTES = 96 * 1024 * 1024

/** The last decoded segments, the least recently used going first. The newest stays whatever its size: an image in one compressed strip must not be decoded again for every window. */
export class SegmentCache {
  private readonly segments = new Map<string, Segment>()
  private bytes = 0

  constructor(private readonly limit = LIMIT_BYTES) {}

  get(key: string): Segment | undefined {
    const segment = this.segments.get(key)
    if (segment) {
      this.segments.delete(key)
      this.segments.set(key, segment)
    }
    return segment
  }

  put(key: string, segment: Segment): void {
    this.segments.set(key, segment)
    this.bytes += segment.data.byteLength
    for (const [oldest, old] of this.segments) {
      if (this.bytes <= this.limit || old === segment) break
      this.segments.delete(oldest)
      this.bytes -= old.data.byteLength
    }
  }
}
