import { toFailure } from '@core/errors'
import { USAGE, version } from './usage'

/**
 * Exit codes of every command: all done, nothing could be done or wrong usage (or nothing could be printed), some
 * images failed, interrupted.
 */
const EXIT = { ok: 0, nothing: 1, some: 2, interrupted: 130 } as const

/** Each command is loaded when it is called: the first result is on screen sooner. */
const commands: Partial<Record<string, (args: string[]) => Promise<number>>> = {
  count: async (args) => (await import('./count')).countCommand(args),
  inspect: async (args) => (await import('./inspect')).inspectCommand(args),
  plate: async (args) => (await import('./plate')).plateCommand(args),
  devices: async (args) => (await import('./devices')).devicesCommand(args),
  models: async (args) => (await import('./models')).modelsCommand(args),
  bench: async (args) => (await import('./bench')).benchCommand(args),
  evaluate: async (args) => (await import('./evaluate')).evaluateCommand(args, process),
  sample: async (args) => (await import('./sample')).sampleCommand(args),
}

async function main([name, ...args]: string[]): Promise<number> {
  if (name === '--version' || name === '-v') {
    process.stdout.write(`karyon ${version()}\n`)
    return EXIT.ok
  }
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(USAGE)
    return name === undefined ? EXIT.nothing : EXIT.ok
  }
  const command = commands[name]
  if (command && args.some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(USAGE)
    return EXIT.ok
  }
  if (command) return command(args)
  process.stderr.write(`karyon: there is no command "${name}".\n\n${USAGE}`)
  return EXIT.nothing
}

/** Set once what is printed could not be written: then no script may take the command for done. */
let unheard = false

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // The reader (head, less) has gone: nothing more to say. A count that nobody hears of is not finished.
  if (code === 'EPIPE') process.exit(process.argv[2] === 'count' ? EXIT.interrupted : EXIT.ok)
  if (unheard) return
  unheard = true
  process.stderr.write(
    `karyon: What is printed cannot be written (${code ?? message}); make room where it goes, or send it elsewhere. Results files are not affected.\n`,
  )
})

// What is said on stderr is lost when nobody reads it or its disk is full; the work goes on.
process.stderr.on('error', () => {})

main(process.argv.slice(2))
  .catch((error) => {
    const { message, remedy, file } = toFailure(error)
    process.stderr.write(`karyon: ${message}\n${file ? `  ${file}\n` : ''}  ${remedy}\n`)
    return EXIT.nothing
  })
  .then((code) => {
    process.exitCode = code
    // Threads of libraries must not keep a finished command alive; what is written is flushed first. That a disk
    // took nothing is heard a turn later.
    const leave = () => process.stderr.write('', () => process.exit(unheard ? EXIT.nothing : code))
    process.stdout.write('', () => setImmediate(leave))
  })
