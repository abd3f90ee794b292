/**
 * Preloaded by tests (`--require`) into every thread of a server: makes the file system fail below a path, as a
 * dead drive or a missing permission would. `KARYON_TEST_FAULTS` names a JSON file, `{ "under": …, "code": … }` each;
 * the code `HANG` never answers. The app itself holds no test hooks.
 */
const { readFileSync } = require('node:fs')
const promises = require('node:fs/promises')

const control = process.env.KARYON_TEST_FAULTS

function faultOf(path) {
  try {
    return JSON.parse(readFileSync(control, 'utf8')).find(({ under }) => String(path).startsWith(under))
  } catch {
    return undefined
  }
}

for (const call of ['open', 'opendir', 'readdir', 'stat', 'lstat', 'realpath', 'readFile']) {
  const real = promises[call]
  promises[call] = (path, ...rest) => {
    const fault = faultOf(path)
    if (!fault) return real.call(promises, path, ...rest)
    if (fault.code === 'HANG') return new Promise(() => setInterval(() => {}, 1000))
    const error = new Error(`${fault.code}: injected, ${call} '${path}'`)
    return Promise.reject(Object.assign(error, { code: fault.code, errno: -1, syscall: call, path }))
  }
}
