import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build } from 'vite'

/** Builds the page and the bench's server into `outDir`; the product's own build is left alone. */
export async function buildAll(root, outDir) {
  const alias = { '@core': join(root, 'src', 'core'), '@shared': join(root, 'src', 'shared') }
  const page = join(outDir, 'page')
  const server = join(outDir, 'server')
  await build({
    root: join(root, 'src', 'renderer'),
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    resolve: { alias },
    build: { outDir: page, emptyOutDir: true, target: 'chrome114' },
  })
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { ...alias, '@services': join(root, 'src', 'main', 'services') } },
    build: {
      outDir: server,
      emptyOutDir: true,
      target: 'node20',
      ssr: join(root, 'test', 'bench', 'window', 'serve.ts'),
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'serve.cjs' } },
    },
  })
  return { page, server: join(server, 'serve.cjs') }
}
