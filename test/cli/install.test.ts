import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { writeFiles } from './fields'
import { scratch } from './karyon'

const { path: root, remove } = scratch('install')
afterAll(remove)

it.skipIf(process.platform === 'win32')(
  'a fresh clone installs what the build needs, also where NODE_ENV says production',
  () => {
    writeFiles(root, {
      'package-lock.json': '{}',
      // Notes how it was called, and fails, so that nothing is built.
      'bin/npm': '#!/bin/sh\necho "$@" >called\nexit 3\n',
    })
    cpSync(resolve('scripts'), join(root, 'scripts'), { recursive: true })
    spawnSync('chmod', ['+x', join(root, 'bin', 'npm')])
    const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'run.mjs'), 'demo'], {
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PATH: `${join(root, 'bin')}${delimiter}${process.env.PATH}`,
      },
    })
    expect(status).toBe(3)
    expect(readFileSync(join(root, 'called'), 'utf8')).toMatch(/^ci .*--include=dev/)
  },
)
