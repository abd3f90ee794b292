/** A terminal, `timeout` and Karyon's own launcher may each pass one and the same request on. */
const SAME_REQUEST_MS = 1000

/**
 * Ctrl C (SIGINT) and `kill` (SIGTERM): the first asks for `stop`, a second one, by someone who will not wait for
 * that, for `leave`. What comes within a second of the first is the first once more.
 */
export function onStopSignals(
  { stop, leave }: { stop: () => void; leave: () => void },
  source: Pick<NodeJS.Process, 'on'> = process,
  now: () => number = () => performance.now(),
): void {
  let first: number | undefined
  const hear = () => {
    if (first === undefined) {
      first = now()
      stop()
    } else if (now() - first >= SAME_REQUEST_MS) leave()
  }
  source.on('SIGINT', hear)
  source.on('SIGTERM', hear)
}
