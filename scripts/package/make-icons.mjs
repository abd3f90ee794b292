/**
 * Icons of all systems from the one drawing, src/renderer/icon.svg: `node scripts/package/make-icons.mjs`. The results
 * are kept in resources/, because packaging must not depend on how a machine draws.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const drawing = readFileSync(join(root, 'src', 'renderer', 'icon.svg'))
const resources = join(root, 'resources')

/** The drawing as PNG, `size` pixels wide; `share` of it is the drawing, the rest a clear margin. */
async function png(size, share = 1) {
  const inner = Math.round(size * share)
  const before = Math.floor((size - inner) / 2)
  const after = size - inner - before
  const clear = { r: 0, g: 0, b: 0, alpha: 0 }
  return sharp(drawing, { density: (72 * inner) / 64 })
    .resize(inner, inner)
    .extend({ top: before, left: before, bottom: after, right: after, background: clear })
    .png({ compressionLevel: 9 })
    .toBuffer()
}

/** Windows: a directory of pictures, each a PNG (read since Windows Vista). 256 is written as 0. */
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  pictures.forEach(({ size, data }, index) => {
    const at = 6 + 16 * index
    head.writeUInt8(size % 256, at)
    head.writeUInt8(size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(data.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += data.length
  })
  return Buffer.concat([head, ...pictures.map(({ data }) => data)])
}

/** macOS: blocks of a four-letter type, the block's length with its head, and a PNG. */
function icns(pictures) {
  const blocks = pictures.map(({ type, data }) => {
    const head = Buffer.alloc(8)
    head.write(type, 'latin1')
    head.writeUInt32BE(8 + data.length, 4)
    return Buffer.concat([head, data])
  })
  const body = Buffer.concat(blocks)
  const head = Buffer.alloc(8)
  head.write('icns', 'latin1')
  head.writeUInt32BE(8 + body.length, 4)
  return Buffer.concat([head, body])
}

mkdirSync(join(resources, 'icons'), { recursive: true })
for (const size of [16, 24, 32, 48, 64, 128, 256, 512])
  writeFileSync(join(resources, 'icons', `${size}x${size}.png`), await png(size))

const windows = []
for (const size of [16, 20, 24, 32, 40, 48, 64, 128, 256]) windows.push({ size, data: await png(size) })
writeFileSync(join(resources, 'icon.ico'), ico(windows))

// Apple's grid draws the plate of an icon 824 of 1024 wide.
const types = {
  icp4: 16,
  icp5: 32,
  icp6: 64,
  ic07: 128,
  ic08: 256,
  ic09: 512,
  ic10: 1024,
  ic11: 32,
  ic12: 64,
  ic13: 256,
  ic14: 512,
}
const apple = []
for (const [type, size] of Object.entries(types)) apple.push({ type, data: await png(size, 824 / 1024) })
writeFileSync(join(resources, 'icon.icns'), icns(apple))
console.log('icons drawn in resources/')
