/**
 * Preloaded by tests (`--require`) into every thread of a server: makes the file system fail below a path, as a
 * dead drive or a missing permission would. `KARYON_TEST_FAULTS` names a JSON file, `{ "under": …, "code": … }` each (`only` names calls);
 * the code `HANG` never answers, and `PLATE` makes a folder seem to hold the fields of a 384-well plate. The app
 * itself holds no test hooks.
 */
const { readFileSync } = require('node:fs')
const promises = require('node:fs/promises')

const control = process.env.KARYON_TEST_FAULTS

function faultOf(path, call) {
  try {
    return JSON.parse(readFileSync(control, 'utf8')).find(
      ({ under, only }) => String(path).startsWith(under) && (only ?? [call]).includes(call),
    )
  } catch {
    return undefined
  }
}

/** 384 wells, nine fields: `P7_C05_s4_w1.tif` in a folder called `Plate 7`. */
async function* plateNames(folder) {
  const plate = /(\d+)$/.exec(folder)?.[1] ?? '0'
  const kind = { isFile: () => true, isDirectory: () => false, isSymbolicLink: () => false }
  for (let i = 0; i < 3456; i++) {
    // As from a disk, names come some hundred at a time.
    if (i % 256 === 0) await new Promise((done) => setImmediate(done))
    const well =
      String.fromCharCode(65 + Math.floor(i / 216)) + String((Math.floor(i / 9) % 24) + 1).padStart(2, '0')
    yield { ...kind, name: `P${plate}_${well}_s${(i % 9) + 1}_w1.tif` }
  }
}

for (const call of ['open', 'opendir', 'readdir', 'stat', 'lstat', 'realpath', 'readFile']) {
  const real = promises[call]
  promises[call] = (path, ...rest) => {
    const fault = faultOf(path, call)
    if (fault?.code === 'PLATE' && call === 'opendir') return Promise.resolve(plateNames(String(path)))
    if (!fault || fault.code === 'PLATE') return real.call(promises, path, ...rest)
    if (fault.code === 'HANG') return new Promise(() => setInterval(() => {}, 1000))
    const error = new Error(`${fault.code}: injected, ${call} '${path}'`)
    return Promise.reject(Object.assign(error, { code: fault.code, errno: -1, syscall: call, path }))
  }
}
